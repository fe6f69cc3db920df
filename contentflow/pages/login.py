"""The log-in: a form the browser posts, so a password manager and a full page load just work."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import PlainForm
from contentflow.pages.gate import gate, notice, posted
from contentflow.state.setup import SetupState as State


def login() -> rx.Component:
    """Email and password."""
    return gate(
        rx.el.h1("Log in"),
        PlainForm.create(
            notice(State.error),
            rx.el.input(type="hidden", name="next", value=State.next),
            posted("email", "Email", "email", "username", auto_focus=True),
            posted("password", "Password", "password", "current-password"),
            rx.el.button("Log in", type="submit", class_name="btn solid lg"),
            action=routes.AUTH_LOGIN,
            method="post",
            class_name="stack",
            margin_top="var(--space-5)",
        ),
        narrow=True,
    )
