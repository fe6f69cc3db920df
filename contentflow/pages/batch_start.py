"""Beside the rows of a batch: what it will take, when it begins, and the button that starts it."""

import reflex as rx

from contentflow.pages.components import icon
from contentflow.pages.parts import Zone
from contentflow.state.new_batch import NewBatchState as State


def batch_start() -> rx.Component:
    """How many, how long, how much; then now or at a time."""
    return rx.el.aside(
        rx.el.div(_figures(), _when(), _actions(), class_name="card"),
        class_name="est",
        aria_label="Estimate",
    )


def _figures() -> rx.Component:
    panel = State.panel
    return rx.fragment(
        rx.el.div(
            "Estimate",
            rx.el.span(panel.basis, class_name="t1 muted end", font_weight="400"),
            class_name="card_h",
        ),
        rx.el.dl(
            _figure("Campaigns", panel.campaigns, panel.at_once),
            _figure("Time", panel.total, panel.span),
            _figure("Cost", panel.cost, panel.cost_span),
            class_name="batch_sums num",
        ),
        rx.cond(
            panel.unpriced,
            rx.el.p(
                "When the model's price is not known, a budget pauses the batch after the first"
                " agent: what cannot be counted cannot be kept.",
                class_name="t1 muted sums_note",
            ),
        ),
    )


def _figure(label: str, value: str, about: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="t1 muted"),
        rx.el.dd(rx.el.b(value), rx.el.span(about, class_name="t1 muted")),
    )


def _when() -> rx.Component:
    choice = rx.el.fieldset(
        rx.el.legend("Start", class_name="lab"),
        rx.el.div(
            _way("now", "Now", first=True),
            _way("later", "At a time", first=False),
            class_name="opt",
        ),
        rx.el.div(
            rx.el.label("Day and time", html_for="starts_at", class_name="sr"),
            rx.el.input(
                id="starts_at",
                name="starts_at",
                type="datetime-local",
                class_name="input num",
                custom_attrs={"aria-describedby": "starts_at-about"},
            ),
            rx.el.span(
                "Time zone: ",
                Zone.create(name="time_zone"),
                class_name="hint",
                id="starts_at-about",
            ),
            _said("starts_at"),
            class_name="field later",
        ),
        class_name="field",
    )
    return rx.el.div(choice, class_name="when")


def _way(value: str, label: str, *, first: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="when", value=value, default_checked=first),
        icon("check", 12),
        label,
        class_name="rad",
    )


def _said(name: str) -> rx.Component:
    problem = rx.Var.create(State.problems.get(name, "")).to(str)
    said = rx.el.span(icon("circle-x", 14), rx.el.span(problem), class_name="problem", role="alert")
    return rx.cond(problem != "", said, rx.fragment())


def _actions() -> rx.Component:
    check = State.check
    return rx.el.div(
        _said("start"),
        rx.cond(
            (check.broken > 0) & ~State.skip_invalid,
            rx.el.p(
                icon("triangle-alert", 14),
                rx.el.span(
                    "Some rows have something wrong. Leave them out, or mend the file and send it"
                    " again."
                ),
                class_name="row t1 wrong_rows",
            ),
            _said("rows"),
        ),
        rx.el.button(
            rx.cond(
                check.starting == 1,
                "Start 1 campaign",
                rx.fragment("Start ", State.panel.campaigns, " campaigns"),
            ),
            id="start",
            type="submit",
            class_name="btn solid lg",
        ),
        class_name="actions",
    )
