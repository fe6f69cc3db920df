"""The page of an invitation: name, email and password become an account."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import PlainForm
from contentflow.pages.gate import gate, notice, posted
from contentflow.state.invite import InviteState as State


def invite() -> rx.Component:
    """The form, or kindly why there is none."""
    return linked("Join your team", _form())


def linked(title: str, form: rx.Component) -> rx.Component:
    """A page behind a link; no other site is told its address (the server's Referrer-Policy)."""
    return gate(
        rx.match(
            State.phase,
            ("open", rx.fragment(rx.el.h1(title), form)),
            ("inside", _inside()),
            ("gone", _gone()),
            rx.el.p("Looking at your link", class_name="lead", aria_busy=True),
        ),
        narrow=True,
    )


def kept(name: str, label: str, kind: str, complete: str) -> rx.Component:
    """A field that comes back as it was typed when another one was wrong."""
    return posted(
        name,
        label,
        kind,
        complete,
        problem=wrong(name),
        default_value=State.filled.get(name, ""),
        auto_focus=State.focus == name,
    )


def password(label: str) -> rx.Component:
    """A new password."""
    return posted(
        "password",
        label,
        "password",
        "new-password",
        "12 characters or more; a sentence works well.",
        problem=wrong("password"),
        auto_focus=State.focus == "password",
    )


def wrong(name: str) -> rx.Var[str]:
    """What is wrong with a field."""
    return rx.Var.create(State.wrong.get(name, "")).to(str)


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p("You were invited as ", rx.el.b(State.about), ".", class_name="lead"),
        PlainForm.create(
            notice(State.error),
            rx.el.input(type="hidden", name="token", value=State.token, read_only=True),
            kept("name", "Your name", "text", "name"),
            kept("email", "Work email", "email", "email"),
            password("Password"),
            rx.el.button("Join", type="submit", class_name="btn solid lg"),
            action=routes.AUTH_JOIN,
            method="post",
            key=State.visit,
            class_name="stack",
        ),
    )


def _inside() -> rx.Component:
    return rx.fragment(
        rx.el.h1("You are logged in"),
        rx.el.p(
            "You are logged in as ",
            rx.el.bdi(State.who, class_name="med"),
            ". The link is still good: log out to use it, or pass it to whom it is for.",
            class_name="lead",
        ),
        rx.el.div(
            rx.el.a("All campaigns", href=routes.HOME, class_name="btn outline"),
            PlainForm.create(
                rx.el.button("Log out", type="submit", class_name="btn outline"),
                action=routes.AUTH_LOGOUT,
                method="post",
            ),
            class_name="row",
        ),
    )


def _gone() -> rx.Component:
    return rx.fragment(
        rx.el.h1("This link no longer works"),
        rx.el.p(
            "It was used, has expired, or was taken back. Ask an admin of your team for a new one.",
            class_name="lead",
        ),
        rx.el.a("Log in", href=routes.LOGIN, class_name="btn outline"),
    )
