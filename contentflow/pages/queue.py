"""The queue: who waits how long, what works where, and the workers. For admins."""

from typing import Any

import reflex as rx

from contentflow import routes
from contentflow.pages.components import empty_state, icon, skeleton, status_colour, status_icon
from contentflow.pages.dialogs import confirm, problem
from contentflow.pages.layout import link, page
from contentflow.pages.not_found import not_found
from contentflow.pages.parts import Moment
from contentflow.state.events import handler
from contentflow.state.queue import QueueState as State
from contentflow.state.queue_rows import WaiterLine, WorkerLine, WorkingLine

_WORKERS = ("Worker", "Health", "Sign of life", "Runs", "Model", "Version", "Since")
_WORKING = ("Owner", "Agents", "Progress", "Priority", "For", "Worker")
_PEOPLE = ("Person", "Waiting", "Working")
_ALONE = "No other worker is there: nothing runs until one is started."
_GOES_ON = (
    "It takes no more runs and hands over those it has at the end of their agent. "
    "To let it work again, start it anew."
)


def queue() -> rx.Component:
    """The figures, or for those who are no admin the page of an address that leads nowhere."""
    return rx.cond(State.phase == "missing", not_found(), page(_queue(), title="Queue"))


def _queue() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.el.div(State.said, role="status", aria_live="polite", class_name="t1 muted said"),
        problem(State.problem),
        rx.match(
            State.phase,
            ("loading", rx.el.div(skeleton("100%", "280px"), aria_busy=True)),
            rx.fragment(_figures(), _working(), _workers(), _people()),
        ),
        _question(),
        class_name="page people queue_page",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(rx.el.h1("Queue"), rx.el.p("What waits, what works, and where.")),
        rx.el.span(
            link(
                f"{routes.SETTINGS}#options",
                icon("settings-2", 14),
                "Limits",
                class_name="btn outline",
            ),
            class_name="row end",
        ),
        class_name="page_head",
    )


def _figures() -> rx.Component:
    found = State.figures
    return rx.el.dl(
        _figure("Waiting", found.waiting, found.kinds, found.held),
        _figure("Working", found.working, found.slots),
        _figure("Longest wait now", found.oldest, "of what may start"),
        _figure("Wait, last 24 h", found.median, "median; longest", found.longest),
        class_name="figures num",
    )


def _figure(name: str, value: str, *notes: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(rx.el.b(value), *[rx.el.span(note, class_name="t1 muted note") for note in notes]),
        class_name="card",
    )


def _table(name: str, columns: tuple[str, ...], rows: rx.Component) -> rx.Component:
    heads = [rx.el.th(word, scope="col") for word in columns]
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="tbl num",
            aria_label=name,
        ),
        class_name="tblwrap",
    )


def _section(name: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(name), content, class_name="sec", aria_label=name)


def _working() -> rx.Component:
    nothing = empty_state("Nothing works now", "What is started or waits comes up here at once.")
    table = _table("Working", _WORKING, rx.foreach(State.working, _working_line))
    return _section("Working", rx.cond(State.working, table, nothing))


def _working_line(line: WorkingLine) -> rx.Component:
    bar = rx.el.span(rx.el.i(width=f"{line.progress}%"), class_name="bar running")
    return rx.el.tr(
        rx.el.th(rx.el.bdi(line.owner), scope="row"),
        rx.el.td(line.agents),
        rx.el.td(rx.el.span(bar, f"{line.progress}%", class_name="row")),
        rx.el.td(line.priority),
        rx.el.td(line.elapsed),
        rx.el.td(line.worker, class_name="t1"),
        key=line.id,
    )


def _workers() -> rx.Component:
    nothing = empty_state("No worker is there", "Nothing runs until a server or worker is started.")
    columns = (*_WORKERS, rx.el.span("Drain", class_name="sr"))
    table = _table("Workers", columns, rx.foreach(State.workers, _worker_line))
    return _section("Workers", rx.cond(State.workers, table, nothing))


def _worker_line(line: WorkerLine) -> rx.Component:
    drain = rx.el.button(
        "Drain",
        type="button",
        aria_label=f"Drain {line.name}",
        class_name="btn sm outline",
        on_click=handler(State.ask)(line.id),
    )
    return rx.el.tr(
        rx.el.th(line.name, scope="row"),
        rx.el.td(
            rx.el.span(
                status_icon(line.look, 12),
                line.status,
                class_name=f"status {status_colour(line.look)}",
                title=line.error,
            )
        ),
        rx.el.td(line.sign),
        rx.el.td(line.runs),
        rx.el.td(line.model, class_name="t1"),
        rx.el.td(line.version, class_name="t1"),
        rx.el.td(Moment.create(at=line.since, form="minute"), class_name="t1 nowrap"),
        rx.el.td(rx.cond(line.drains, drain, rx.fragment())),
        key=line.id,
    )


def _people() -> rx.Component:
    table = _table("People", _PEOPLE, rx.foreach(State.people, _person))
    return rx.cond(State.people, _section("People", table), rx.fragment())


def _person(line: WaiterLine) -> rx.Component:
    return rx.el.tr(
        rx.el.th(rx.el.bdi(line.name), scope="row"),
        rx.el.td(line.waiting),
        rx.el.td(line.working),
        key=line.name,
    )


def _question() -> rx.Component:
    return confirm(
        State.asked.id != "",
        f"Drain {State.asked.name}?",
        rx.fragment(_GOES_ON, rx.cond(State.only, f" {_ALONE}", "")),
        "Drain",
        does=State.drain,
        close=State.close,
    )
