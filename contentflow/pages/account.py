"""One's own account: name, password, sessions, API tokens."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import PlainForm, described, field, icon, skeleton
from contentflow.pages.dialogs import confirm, problem
from contentflow.pages.gate import notice, posted
from contentflow.pages.layout import page
from contentflow.pages.secret import secret
from contentflow.state.account import AccountState as State
from contentflow.state.events import handler
from contentflow.state.people_rows import TokenLine

_SUBMIT: rx.Var[object] = rx.Var("() => document.getElementById('everywhere').requestSubmit()")


def account() -> rx.Component:
    """The page; its `on_load` is `AccountState.watch`."""
    return page(
        rx.el.div(
            rx.el.header(rx.el.h1("Account"), class_name="page_head"),
            rx.match(
                State.phase,
                ("loading", rx.el.div(skeleton("100%", "240px"), aria_busy=True)),
                rx.el.div(_said(), _profile(), _password(), _sessions(), _tokens()),
            ),
            class_name="page people account",
        ),
        title="Account",
    )


def _said() -> rx.Component:
    line = rx.el.p(icon("circle-check", 14), State.said, class_name="row done")
    return rx.el.div(rx.cond(State.said, line, rx.fragment()), role="status")


def _wrong(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)


def _profile() -> rx.Component:
    control = rx.el.input(
        id="name",
        name="name",
        default_value=State.name,
        key=State.name,
        max_length=100,
        auto_complete="name",
        class_name="input",
        custom_attrs=described("name", _wrong("name")),
    )
    return rx.el.section(
        rx.el.h2("Profile"),
        rx.el.form(
            field("name", "Name", control, problem=_wrong("name")),
            rx.el.div(rx.el.button("Save name", type="submit", class_name="btn outline")),
            on_submit=State.rename,
            no_validate=True,
            class_name="stack",
        ),
        rx.el.dl(
            rx.el.dt("Email"),
            rx.el.dd(State.email),
            rx.el.dt("Role"),
            rx.el.dd(State.role),
            class_name="facts_list",
        ),
        class_name="sec",
    )


def _password() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Password"),
        PlainForm.create(
            notice(_wrong("too_many")),
            posted(
                "old_password",
                "Present password",
                "password",
                "current-password",
                problem=_wrong("old_password"),
            ),
            posted(
                "password",
                "New password",
                "password",
                "new-password",
                "12 characters or more; you are then logged out everywhere else.",
                problem=_wrong("password"),
            ),
            rx.el.div(rx.el.button("Change password", type="submit", class_name="btn outline")),
            action=routes.AUTH_CHANGE,
            method="post",
            key=State.visit,
            class_name="stack",
        ),
        class_name="sec",
    )


def _sessions() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Sessions"),
        rx.el.p("Ends every session of yours, this one too.", class_name="muted"),
        PlainForm.create(action=routes.AUTH_LOGOUT_EVERYWHERE, method="post", id="everywhere"),
        rx.el.div(
            rx.el.button(
                "Log out everywhere",
                type="button",
                class_name="btn outline danger",
                on_click=handler(State.ask)("sessions"),
            )
        ),
        confirm(
            State.asking == "sessions",
            "Log out everywhere?",
            "Every browser you are logged in with is logged out, this one too."
            " API tokens keep working.",
            "Log out everywhere",
            does=rx.call_function(_SUBMIT),
            close=State.close,
        ),
        class_name="sec",
    )


def _tokens() -> rx.Component:
    return rx.el.section(
        rx.el.h2("API tokens"),
        rx.el.p(
            "For programs that act as you. A token may do what you may do.", class_name="muted"
        ),
        secret(
            State.fresh,
            "Your new token",
            "Copy it now. It is not shown again.",
            handler(State.forget_token),
        ),
        rx.cond(
            State.tokens,
            rx.el.ul(rx.foreach(State.tokens, _token), class_name="card people_list"),
            rx.el.p("No tokens yet", class_name="t1 muted"),
        ),
        problem(State.problems.get("token", "")),
        rx.el.div(
            rx.el.button(
                icon("plus", 14),
                "Create token",
                type="button",
                class_name="btn outline",
                on_click=State.create_token,
            )
        ),
        confirm(
            (State.asking != "") & (State.asking != "sessions"),
            "Revoke this token?",
            "Programs that use it are refused from now on.",
            "Revoke token",
            does=State.revoke,
            close=State.close,
        ),
        class_name="sec",
        aria_label="API tokens",
    )


def _token(line: TokenLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("key-round", 14), class_name="av"),
        rx.el.span(
            rx.el.span(line.name, class_name="med mono"),
            rx.el.span(line.about, class_name="t1 muted num"),
            class_name="who",
        ),
        rx.el.button(
            "Revoke",
            rx.el.span(" token ", line.name, class_name="sr"),
            type="button",
            class_name="btn sm outline",
            on_click=handler(State.ask)(line.id),
        ),
        key=line.id,
    )
