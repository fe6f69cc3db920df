"""An agent's results over all runs, and two of them side by side."""

import reflex as rx

from contentflow.pages.components import icon, status_badge
from contentflow.pages.dialogs import dialog, problem
from contentflow.pages.layout import link
from contentflow.pages.parts import Moment
from contentflow.state.events import handler
from contentflow.state.results import CheckPair, ResultRow, ScorePair
from contentflow.state.results import ResultsState as State


def results() -> rx.Component:
    """The dialog; a card opens it."""
    return dialog(
        State.opened,
        rx.fragment("Results of ", State.label),
        "Every run is kept. Choose two to compare.",
        problem(State.problem),
        rx.cond(
            State.rows,
            rx.el.ul(
                rx.foreach(State.rows, _row), class_name="card result_list", aria_label="Results"
            ),
            rx.el.p("No results yet", class_name="muted"),
        ),
        rx.cond(State.compared.first != "", _comparison()),
        close=State.close,
        wide=True,
    )


def _row(row: ResultRow) -> rx.Component:
    picked = State.chosen.contains(row.id)  # type: ignore[attr-defined]
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.cond(picked, icon("check", 12), rx.fragment()),
                class_name=rx.cond(picked, "check on", "check"),
            ),
            rx.el.span(
                rx.el.span(
                    rx.el.span(row.run, class_name="med"),
                    rx.el.span(Moment.create(at=row.at, form="minute"), class_name="muted"),
                    status_badge(row.kind, row.status),
                    class_name="row wrap",
                ),
                rx.el.span(row.scores, class_name="t1 num"),
                rx.cond(row.note != "", rx.el.span(row.note, class_name="t1 muted")),
                class_name="what",
            ),
            rx.el.span(
                rx.el.span(row.version),
                rx.el.span(row.took),
                rx.el.span(row.cost),
                class_name="t1 muted num sums",
            ),
            type="button",
            role="checkbox",
            aria_checked=picked,
            on_click=handler(State.choose)(row.id),
        ),
        key=row.id,
    )


def _comparison() -> rx.Component:
    return rx.el.section(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Score", scope="col"),
                    rx.el.th(State.compared.first, scope="col", class_name="r"),
                    rx.el.th(State.compared.second, scope="col", class_name="r"),
                    rx.el.th("Change", scope="col", class_name="r"),
                )
            ),
            rx.el.tbody(rx.foreach(State.compared.scores, _score)),
            class_name="tbl num",
        ),
        rx.cond(
            State.compared.checks,
            rx.fragment(
                rx.el.h3("Checks that changed"),
                rx.el.ul(rx.foreach(State.compared.checks, _check), class_name="check_pairs"),
            ),
            rx.el.p("No check changed", class_name="muted t1"),
        ),
        rx.cond(
            State.compared.href != "",
            link(
                State.compared.href,
                icon("file-diff", 14),
                "What changed in the text",
                class_name="btn outline",
                on_click=handler(State.close)(False),
            ),
        ),
        aria_label="Comparison",
        class_name="comparison",
    )


def _score(pair: ScorePair) -> rx.Component:
    return rx.el.tr(
        rx.el.th(pair.label, scope="row"),
        rx.el.td(pair.before, class_name="r"),
        rx.el.td(pair.after, class_name="r med"),
        rx.el.td(rx.el.span(pair.delta, class_name=f"delta {pair.kind}"), class_name="r"),
        key=pair.label,
    )


def _check(pair: CheckPair) -> rx.Component:
    return rx.el.li(
        rx.match(
            pair.kind,
            ("better", rx.el.span(icon("trending-up", 14), class_name="good", title="Better")),
            ("worse", rx.el.span(icon("trending-down", 14), class_name="bad", title="Worse")),
            rx.el.span(icon("dot", 14), class_name="muted"),
        ),
        rx.el.span(pair.label, class_name="med"),
        rx.el.span(pair.before, " → ", pair.after, class_name="muted num"),
        rx.match(
            pair.kind,
            ("better", rx.el.span("Better", class_name="sr")),
            ("worse", rx.el.span("Worse", class_name="sr")),
            rx.fragment(),
        ),
        key=pair.id,
    )
