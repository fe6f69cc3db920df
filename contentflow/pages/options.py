"""What admins set for everybody; a section of the settings page."""

from typing import Any

import reflex as rx

from contentflow import routes
from contentflow.pages.components import icon
from contentflow.pages.dialogs import problem
from contentflow.pages.layout import link
from contentflow.state.options import NumberLine
from contentflow.state.options import OptionsState as State

_ENDPOINT = (
    "What all processes together ask of the model’s endpoint. 0: whatever it bears. When it "
    "answers that it is too much, runs slow down and go on."
)
_KEPT = "What is older goes at night. 0 keeps it for ever. Campaigns and their texts always stay."


def options() -> rx.Component:
    """The form, once its values are there; they are for admins only."""
    return rx.cond(State.runs, _section())


def _section() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Limits and lifetimes", id="options"),
        rx.el.p(
            "For everybody in this installation. They hold at once, also for what is running. ",
            link(routes.QUEUE, "What waits and works now", class_name="link"),
            class_name="muted",
        ),
        problem(State.problems.get("options", "")),
        rx.el.form(
            _group(
                "Runs",
                rx.fragment(State.usual, " when nobody chooses. More wait in line."),
                State.runs,
            ),
            _group("Model endpoint", _ENDPOINT, State.endpoint),
            _group("How long an agent’s results serve again, in hours", _serving(), State.cache),
            _group("How many days things are kept", _KEPT, State.kept),
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


def _serving() -> rx.Component:
    return rx.fragment(
        "For the same text, brief, voice and model. 0 turns it off. ",
        link(routes.CACHE, "What the cache holds", class_name="link"),
    )


def _group(title: str, about: Any, lines: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(title, class_name="lab"),
        rx.el.p(about, class_name="hint"),
        rx.el.div(rx.foreach(lines, _number), class_name="numbers"),
    )


def _number(line: NumberLine) -> rx.Component:
    said = rx.Var.create(State.problems.get(line.name, "")).to(str)
    return rx.el.div(
        rx.el.label(line.label, html_for=line.name),
        rx.el.input(
            id=line.name,
            name=line.name,
            type="number",
            min=line.fewest,
            max=line.most,
            step=1,
            default_value=line.value,
            key=f"{line.name}{line.value}",
            class_name="input num",
            custom_attrs=_described(line, said),
        ),
        rx.cond(
            said,
            rx.el.p(
                icon("circle-x", 14),
                rx.el.span(said),
                id=f"{line.name}_problem",
                class_name="problem",
                role="alert",
            ),
            rx.fragment(),
        ),
        key=line.name,
        class_name="field",
    )


def _described(line: NumberLine, said: rx.Var[str]) -> dict[str, Any]:
    return {
        "aria-invalid": said != "",
        "aria-describedby": rx.cond(said, f"{line.name}_problem", ""),
    }
