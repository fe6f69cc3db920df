"""The team: everybody with their role; for admins the ways in and out."""

import reflex as rx

from contentflow import routes
from contentflow.names import Role
from contentflow.pages.components import icon, skeleton
from contentflow.pages.dialogs import confirm, dialog, problem
from contentflow.pages.layout import link, page
from contentflow.pages.secret import secret
from contentflow.state.events import handler
from contentflow.state.people_rows import HoldingLine, InviteLine, PersonLine
from contentflow.state.team import TeamState as State


def team() -> rx.Component:
    """The page; its `on_load` is `TeamState.watch`."""
    return page(
        rx.el.div(
            _head(),
            rx.match(State.phase, ("loading", _loading()), _content()),
            class_name="page people",
        ),
        title="Team",
    )


def _head() -> rx.Component:
    places = rx.el.nav(
        link(routes.QUEUE, icon("list-ordered", 14), "Queue", class_name="btn outline"),
        link(routes.CACHE, icon("zap", 14), "Cache", class_name="btn outline"),
        link(routes.AUDIT, icon("scroll-text", 14), "Audit log", class_name="btn outline"),
        aria_label="For admins",
        class_name="row end",
    )
    return rx.el.header(
        rx.el.div(rx.el.h1("Team"), rx.el.p("Who works here, and what they may do.")),
        rx.cond(State.admin, places, rx.fragment()),
        class_name="page_head",
    )


def _content() -> rx.Component:
    return rx.fragment(
        rx.el.div(State.said, role="status", aria_live="polite", class_name="sr"),
        secret(State.link, State.link_title, State.link_about, handler(State.forget_link)),
        problem(State.problems.get("", "")),
        rx.cond(State.admin, _invite(), rx.fragment()),
        rx.el.ul(
            rx.foreach(State.people, _person), class_name="card people_list", aria_label="People"
        ),
        rx.cond(State.invites, _invites(), rx.fragment()),
        _deactivation(),
        _holdings(),
    )


def _invite() -> rx.Component:
    return rx.el.form(
        rx.el.label("Invite somebody as", html_for="invite-role", class_name="med"),
        _roles(id="invite-role", name="role", default_value=Role.EDITOR.value),
        rx.el.button(
            icon("link", 14), "Make invitation link", type="submit", class_name="btn solid"
        ),
        on_submit=State.invite,
        class_name="row wrap invite",
    )


def _roles(**props: object) -> rx.Component:
    options = [rx.el.option(role.value.capitalize(), value=role.value) for role in Role]
    return rx.el.select(*options, class_name="input", **props)


def _person(line: PersonLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.initials, class_name="av", aria_hidden=True),
        rx.el.span(
            rx.el.span(
                rx.el.bdi(line.name, class_name="med trunc", title=line.name),
                rx.cond(line.you, rx.el.span("You", class_name="chip line"), rx.fragment()),
                rx.cond(line.active, rx.fragment(), rx.el.span("Deactivated", class_name="chip")),
                class_name="row",
            ),
            rx.el.span(line.email, class_name="t1 muted trunc", title=line.email),
            class_name="who",
        ),
        rx.cond(State.admin, _actions(line), rx.el.span(line.role_word, class_name="muted")),
        problem(State.problems.get(line.id, "")),
        key=line.id,
        class_name=rx.cond(line.active, "", "out"),
    )


def _actions(line: PersonLine) -> rx.Component:
    return rx.el.span(
        rx.cond(
            line.campaigns,
            _button(line.campaigns, handler(State.open_holdings)(line.id), f"of {line.name}"),
            rx.fragment(),
        ),
        rx.cond(
            line.active,
            rx.fragment(
                _button("Password link", handler(State.make_reset)(line.id), f"for {line.name}"),
                _button("Deactivate", handler(State.ask_deactivate)(line.id), line.name),
            ),
            _button("Reactivate", handler(State.reactivate)(line.id), line.name),
        ),
        _roles(
            value=line.role,
            aria_label=f"Role of {line.name}",
            on_change=lambda role: handler(State.set_role)(line.id, role),
        ),
        class_name="row acts",
    )


def _button(text: rx.Var[str] | str, does: object, whom: rx.Var[str] | str) -> rx.Component:
    return rx.el.button(
        text, rx.el.span(" ", whom, class_name="sr"), type="button", class_name="btn sm outline",
        on_click=does,
    )  # fmt: skip


def _invites() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Open invitations"),
        rx.el.ul(rx.foreach(State.invites, _invitation), class_name="card people_list"),
        aria_label="Open invitations",
        class_name="under",
    )


def _invitation(line: InviteLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("link", 14), class_name="av"),
        rx.el.span(
            rx.el.span(line.role, class_name="med"),
            rx.el.span(line.about, class_name="t1 muted num"),
            class_name="who",
        ),
        rx.el.span(
            _button("Take back", handler(State.take_back)(line.id), f"{line.role} {line.about}"),
            class_name="row acts",
        ),
        key=line.id,
    )


def _deactivation() -> rx.Component:
    return confirm(
        State.asking == "deactivate",
        rx.fragment("Deactivate ", State.asked.name, "?"),
        rx.fragment(
            "They are logged out everywhere at once, and their API tokens stop working.",
            rx.cond(
                State.asked.campaigns,
                rx.fragment(" They own ", State.asked.campaigns, ", which stay theirs."),
                rx.fragment(),
            ),
            " You can reactivate them later.",
        ),
        "Deactivate",
        does=State.deactivate,
        close=State.close,
    )


def _holdings() -> rx.Component:
    return dialog(
        State.asking == "holdings",
        rx.fragment("Campaigns of ", State.asked.name),
        "You may hand them on or delete them. What they are about stays private.",
        rx.el.form(
            rx.el.label("Transfer all to", html_for="heir", class_name="med"),
            rx.el.select(
                rx.foreach(State.people, _heir), id="heir", name="heir", class_name="input"
            ),
            rx.el.button("Transfer", type="submit", class_name="btn solid"),
            on_submit=State.transfer,
            class_name="row wrap transfer",
        ),
        problem(State.dialog_problem),
        rx.el.ul(rx.foreach(State.owned, _holding), class_name="card people_list"),
        close=State.close,
    )


def _heir(line: PersonLine) -> rx.Component:
    fits = line.active & (line.role != Role.VIEWER.value) & (line.id != State.asked.id)
    return rx.cond(fits, rx.el.option(line.name, value=line.id), rx.fragment())


def _holding(line: HoldingLine) -> rx.Component:
    asked = State.doomed == line.id
    return rx.el.li(
        rx.el.span(
            rx.el.span("Campaign …", line.short, class_name="med num"),
            rx.el.span(line.about, class_name="t1 muted num"),
            class_name="who",
        ),
        _button(
            rx.cond(asked, "Keep", "Delete"),
            handler(State.ask_delete)(line.id),
            f"campaign {line.short}",
        ),
        rx.cond(asked, _typed(), rx.fragment()),
        key=line.id,
        class_name="plain",
    )


def _typed() -> rx.Component:
    return rx.el.form(
        rx.el.label("Type delete to confirm", html_for="word", class_name="t1"),
        rx.el.input(
            id="word", name="word", auto_complete="off", auto_focus=True, class_name="input"
        ),
        rx.el.button("Delete campaign", type="submit", class_name="btn solid destructive"),
        on_submit=State.delete,
        class_name="row wrap typed",
    )


def _loading() -> rx.Component:
    row = rx.el.div(skeleton("30%"), skeleton("18%"), class_name="skelrow")
    return rx.el.div(*[row] * 4, class_name="tblwrap", aria_busy=True, aria_label="Loading")
