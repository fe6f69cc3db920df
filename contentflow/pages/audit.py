"""The audit log: who did what, when, from where. For admins."""

import reflex as rx

from contentflow.names import AuditAction
from contentflow.pages.components import icon, skeleton
from contentflow.pages.dialogs import problem
from contentflow.pages.layout import page
from contentflow.pages.not_found import not_found
from contentflow.pages.parts import Moment
from contentflow.state.audit import AuditState as State
from contentflow.state.people_rows import AuditLine, PersonLine


def audit() -> rx.Component:
    """The log, or for those who are no admin the page of an address that leads nowhere."""
    return rx.cond(State.phase == "missing", not_found(), page(_log(), title="Audit log"))


def _log() -> rx.Component:
    return rx.el.div(
        rx.el.header(
            rx.el.div(
                rx.el.h1("Audit log"),
                rx.el.p("Who did what, when and from where. Times are in your time zone."),
            ),
            class_name="page_head",
        ),
        rx.el.div(_people(), _actions(), class_name="filters"),
        problem(State.problem),
        rx.match(State.phase, ("loading", skeleton("100%", "240px")), _lines()),
        class_name="page people audit",
    )


def _people() -> rx.Component:
    return rx.el.select(
        rx.el.option("Everybody", value=""),
        rx.foreach(State.people, _person),
        value=State.user_id,
        on_change=State.choose_person,
        aria_label="Person",
        class_name="input",
    )


def _person(line: PersonLine) -> rx.Component:
    return rx.el.option(line.name, " (", line.email, ")", value=line.id)


def _actions() -> rx.Component:
    options = [rx.el.option(one.value.capitalize(), value=one.value) for one in AuditAction]
    return rx.el.select(
        rx.el.option("Every action", value=""),
        *options,
        value=State.action,
        on_change=State.choose_action,
        aria_label="Action",
        class_name="input",
    )


def _lines() -> rx.Component:
    heads = [rx.el.th(word, scope="col") for word in ("When", "Who", "What", "About", "From")]
    table = rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rx.foreach(State.lines, _line)),
            class_name="tbl log",
        ),
        class_name="tblwrap",
    )
    older = rx.el.button(
        icon("chevron-down", 14), "Older", type="button", class_name="btn outline",
        on_click=State.older,
    )  # fmt: skip
    nothing = rx.el.p("Nothing matches", class_name="muted")
    return rx.fragment(
        rx.cond(State.lines, table, nothing),
        rx.cond(State.more, rx.el.div(older, class_name="row under"), rx.fragment()),
    )


def _line(line: AuditLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(Moment.create(at=line.at, form="full"), class_name="num nowrap"),
        rx.el.td(rx.cond(line.who, line.who, "Nobody signed in"), class_name="wrap"),
        rx.el.td(line.action, class_name="med nowrap"),
        rx.el.td(rx.el.bdi(line.about), class_name="wrap"),
        rx.el.td(line.address, class_name="num muted nowrap"),
        key=line.id,
    )
