"""The cache: how often it serves, what it holds, and emptying it. For admins."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import agent_tile, empty_state, icon, skeleton
from contentflow.pages.dialogs import confirm, problem
from contentflow.pages.layout import link, page
from contentflow.pages.not_found import not_found
from contentflow.pages.parts import Moment
from contentflow.state.cache import ALL, CacheLine
from contentflow.state.cache import CacheState as State
from contentflow.state.events import handler

_COLUMNS = ("Agent", "Hit rate", "Entries", "Size", "Time saved", "Cost saved", "Kept for", "Age")


def cache() -> rx.Component:
    """The figures, or for those who are no admin the page of an address that leads nowhere."""
    return rx.cond(State.phase == "missing", not_found(), page(_figures(), title="Cache"))


def _figures() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.el.div(State.said, role="status", aria_live="polite", class_name="t1 muted said"),
        problem(State.problem),
        rx.match(
            State.phase,
            ("loading", rx.el.div(skeleton("100%", "280px"), aria_busy=True)),
            rx.cond(State.total.filled | (State.total.rate != "–"), _found(), _empty()),
        ),
        _question(),
        class_name="page people cache_page",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.h1("Cache"),
            rx.el.p("Results that serve again for the same text, brief, voice and model."),
        ),
        rx.el.span(
            link(routes.SETTINGS, icon("settings-2", 14), "Lifetimes", class_name="btn outline"),
            rx.cond(State.total.filled, _clear(ALL, "Clear all")),
            class_name="row end",
        ),
        class_name="page_head",
    )


def _empty() -> rx.Component:
    return empty_state(
        "Nothing is kept yet",
        "What an agent finishes is kept, and serves at once when the same is asked again.",
    )


def _found() -> rx.Component:
    return rx.fragment(
        rx.el.dl(
            _figure("Hit rate, 7 days", State.total.rate, State.total.hits),
            _figure("Entries", State.total.held, State.total.size),
            _figure("Time saved", State.total.seconds, "by what is kept now"),
            _figure("Cost saved", State.total.usd, "by what is kept now"),
            class_name="figures num",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *[rx.el.th(word, scope="col") for word in _COLUMNS],
                        rx.el.th(rx.el.span("Clear", class_name="sr"), scope="col"),
                    )
                ),
                rx.el.tbody(rx.foreach(State.lines, _line)),
                class_name="tbl num",
            ),
            class_name="tblwrap",
        ),
    )


def _figure(name: str, value: str, note: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(rx.el.b(value), rx.el.span(note, class_name="t1 muted")),
        class_name="card",
    )


def _line(line: CacheLine) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(agent_tile(line.name, "sm"), line.label, class_name="row"), scope="row"
        ),
        rx.el.td(
            rx.el.span(
                rx.el.span(rx.el.i(width=f"{line.percent}%"), class_name="bar completed"),
                line.rate,
                class_name="row",
                title=line.hits,
            )
        ),
        rx.el.td(line.held),
        rx.el.td(line.size),
        rx.el.td(line.seconds),
        rx.el.td(line.usd),
        rx.el.td(line.lifetime),
        rx.el.td(_age(line), class_name="t1"),
        rx.el.td(rx.cond(line.filled, _clear(line.name, f"Clear {line.label}", small=True))),
        key=line.name,
    )


def _age(line: CacheLine) -> rx.Component:
    return rx.cond(
        line.filled,
        rx.fragment(
            Moment.create(at=line.oldest, form="minute"),
            " to ",
            Moment.create(at=line.newest, form="minute"),
        ),
        "–",
    )


def _clear(name: str, label: str, *, small: bool = False) -> rx.Component:
    return rx.el.button(
        icon("trash-2", 12),
        "Clear" if small else label,
        type="button",
        title=label,
        aria_label=label,
        class_name="btn sm outline" if small else "btn outline",
        on_click=handler(State.ask)(name),
    )


def _question() -> rx.Component:
    return confirm(
        State.asked.name != "",
        rx.cond(State.asked.name == ALL, "Clear the cache?", f"Clear {State.asked.label}?"),
        rx.fragment(
            State.asked.held,
            " entries, ",
            State.asked.size,
            ". Agents do that work again when it is asked for; campaigns keep what they have.",
        ),
        "Clear",
        does=State.clear,
        close=State.close,
    )
