"""What admins set for everybody; a section of the settings page."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import described, field, icon
from contentflow.pages.dialogs import problem
from contentflow.pages.layout import link
from contentflow.state.options import HoursLine
from contentflow.state.options import OptionsState as State

_RUNS = "runs_at_once"


def options() -> rx.Component:
    """The form, once its values are there; they are for admins only."""
    return rx.cond(State.runs != "", _section())


def _section() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Runs and cache", id="options"),
        rx.el.p("For everybody in this installation.", class_name="muted"),
        problem(State.problems.get("options", "")),
        rx.el.form(
            _runs(),
            rx.el.fieldset(
                rx.el.legend("How long an agent’s results serve again, in hours", class_name="lab"),
                rx.el.p(
                    "For the same text, brief, voice and model. 0 turns it off. ",
                    link(routes.CACHE, "What the cache holds", class_name="link"),
                    class_name="hint",
                ),
                rx.el.div(rx.foreach(State.lines, _hours), class_name="hours"),
            ),
            rx.el.div(
                rx.el.button("Save", type="submit", class_name="btn solid"),
                rx.cond(
                    State.saved != "",
                    rx.el.span(
                        icon("check", 14), State.saved, role="status", class_name="status completed"
                    ),
                ),
                class_name="row",
            ),
            on_submit=State.save,
            no_validate=True,
            class_name="stack",
        ),
        rx.el.dl(rx.el.dt("Model"), rx.el.dd(State.model), class_name="facts_list"),
        aria_labelledby="options",
        class_name="sec options",
    )


def _runs() -> rx.Component:
    said = _problem(_RUNS)
    control = _number(_RUNS, State.runs, 1, 256)
    hint = rx.el.span(State.usual, " when nobody chooses. More wait in line.", class_name="hint")
    return rx.el.div(
        field(_RUNS, "Runs at the same time", control, problem=said),
        rx.cond(said, rx.fragment(), hint),
        class_name="field",
    )


def _hours(line: HoursLine) -> rx.Component:
    said = _problem(line.name)
    return rx.el.div(
        rx.el.label(line.label, html_for=line.name),
        _number(line.name, line.hours, 0, 8_760),
        problem(said),
        key=line.name,
        class_name="field",
    )


def _number(name: str, value: str, fewest: int, most: int) -> rx.Component:
    return rx.el.input(
        id=name,
        name=name,
        type="number",
        min=fewest,
        max=most,
        step=1,
        default_value=value,
        key=f"{name}{value}",
        class_name="input num",
        custom_attrs=described(name, _problem(name)) if isinstance(name, str) else {},
    )


def _problem(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)
