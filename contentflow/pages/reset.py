"""The page of a password link: one new password, and in."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import PlainForm
from contentflow.pages.gate import notice
from contentflow.pages.invite import linked, password
from contentflow.state.invite import InviteState as State


def reset() -> rx.Component:
    """The form, or kindly why there is none."""
    return linked("Choose a new password", _form())


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "For ",
            rx.el.bdi(State.about, class_name="med"),
            ". You are then logged out everywhere else.",
            class_name="lead",
        ),
        PlainForm.create(
            notice(State.error),
            rx.el.input(type="hidden", name="token", value=State.token, read_only=True),
            password("New password"),
            rx.el.button("Change password", type="submit", class_name="btn solid lg"),
            action=routes.AUTH_RESET,
            method="post",
            key=State.visit,
            class_name="stack",
        ),
    )
