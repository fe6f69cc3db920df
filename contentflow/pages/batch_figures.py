"""The figures of a batch: how far, how long, how much, how fast, what slows it."""

import reflex as rx

from contentflow.pages.components import described, field, icon, status_colour
from contentflow.pages.dialogs import dialog
from contentflow.state.batch import BatchState as State
from contentflow.state.batch_deeds import BatchDeedsState as Deeds
from contentflow.state.events import handler


def batch_figures() -> rx.Component:
    """Five figures under one bar."""
    return rx.el.section(
        rx.el.div(
            rx.el.span(
                rx.el.i(width=f"{State.head.progress}%"),
                class_name=f"bar h6 {status_colour(State.head.status)}",
                role="progressbar",
                custom_attrs={
                    "aria-label": "Progress of the batch",
                    "aria-valuemin": 0,
                    "aria-valuemax": 100,
                    "aria-valuenow": State.head.progress,
                },
            ),
            rx.el.b(State.head.progress, "%", class_name="num"),
            class_name="row g3 whole",
        ),
        rx.el.dl(
            _figure("Done", State.head.done, State.head.of),
            _figure("Time left", State.head.left, State.head.left_about),
            _cost(),
            _figure("Throughput", State.head.pace, "in the last hour"),
            _figure("Slowest agent", State.head.slowest, State.head.slowest_about),
            class_name="figures num",
        ),
        _budget_form(),
        aria_label="Figures",
    )


def _figure(label: str, value: str, about: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(rx.el.b(value, class_name="trunc"), rx.el.span(about, class_name="t1 muted")),
        class_name="card",
    )


def _cost() -> rx.Component:
    budget = rx.cond(
        State.head.used >= 0,
        rx.el.span(
            rx.el.span(
                rx.el.i(width=f"{State.head.used}%"),
                class_name=rx.cond(State.head.used >= 90, "bar failed", "bar pending"),
                role="progressbar",
                custom_attrs={
                    "aria-label": "Budget used",
                    "aria-valuemin": 0,
                    "aria-valuemax": 100,
                    "aria-valuenow": State.head.used,
                },
            ),
            rx.el.span(State.head.budget, class_name="t1 muted nowrap"),
            class_name="row",
        ),
        rx.el.span("so far", class_name="t1 muted"),
    )
    return rx.el.div(
        rx.el.dt("Cost", rx.cond(State.head.cancel, _change()), class_name="row"),
        rx.el.dd(rx.el.b(State.head.cost, class_name="trunc"), budget),
        class_name="card",
    )


def _change() -> rx.Component:
    return rx.el.button(
        rx.cond(State.head.used >= 0, "Change the budget", "Set a budget"),
        type="button",
        class_name="link end",
        on_click=handler(Deeds.open_budget)(True),
    )


def _budget_form() -> rx.Component:
    control = rx.el.input(
        id="budget_usd",
        name="budget_usd",
        default_value=State.head.budget_usd,
        placeholder="No limit",
        max_length=12,
        auto_complete="off",
        auto_focus=True,
        class_name="input num",
        custom_attrs={**described("budget_usd", Deeds.problem), "inputMode": "decimal"},
    )
    return dialog(
        Deeds.budgeting,
        "Budget",
        "Reached, the batch pauses; agents at work then end their work.",
        rx.el.form(
            field(
                "budget_usd", "US dollars", control, hint="Empty: no limit.", problem=Deeds.problem
            ),
            rx.el.div(
                rx.el.button(icon("check", 14), "Save", type="submit", class_name="btn solid"),
                class_name="row end_row",
            ),
            on_submit=Deeds.set_budget,
            no_validate=True,
            class_name="stack",
        ),
        close=Deeds.open_budget,
    )
