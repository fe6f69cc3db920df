"""Pause, Resume, Cancel and the Re-run menu in the head of the campaign page."""

import reflex as rx

from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName
from contentflow.pages.components import agent_tile, icon
from contentflow.pages.dialogs import Verb, confirm, problem
from contentflow.pages.parts import ClickNow
from contentflow.pages.trying import cancel_button, trying_button
from contentflow.state.campaign import CampaignState as State
from contentflow.state.controls import ControlsState as Controls
from contentflow.state.events import handler
from contentflow.state.rerun import RerunState as Rerun

_KEPT = "What was kept so far stays: the text, its versions and every decision."


def controls() -> rx.Component:
    """What works now, and the questions asked before something is done."""
    run_id = State.controls.run_id
    return rx.fragment(
        ClickNow.create(
            rx.cond(
                State.controls.pause,
                trying_button("pause", "Pause", "pausing", handler(Controls.pause)(run_id)),
            ),
            rx.cond(
                State.controls.resume,
                trying_button("play", "Resume", "resuming", handler(Controls.resume)(run_id)),
            ),
            rx.cond(State.controls.cancel, _cancel()),
            rx.cond(State.controls.rerun, _rerun()),
            truth=State.controls.truth,
            refused=Controls.refusal,
        ),
        confirm(
            Rerun.question != "",
            "Run the Writer again?",
            Rerun.question,
            "Run the Writer",
            does=Rerun.confirm,
            close=Rerun.close,
        ),
    )


def refusals() -> rx.Component:
    """Why the last wish of this page was not granted."""
    return rx.fragment(_said(Controls.refusal, Controls.of), _said(Rerun.refusal, Rerun.of))


def _said(refusal: rx.Var[str] | str, of: rx.Var[str] | str) -> rx.Component:
    said = rx.el.p(icon("circle-x", 14), refusal, role="alert", class_name="err")
    return rx.cond((refusal != "") & (of == State.shown), said)


def _cancel() -> rx.Component:
    """The question is part of it: its answer is what is tried."""
    return rx.fragment(
        cancel_button(Controls.ask_cancel),
        confirm(
            Controls.asking,
            "Cancel this run?",
            _KEPT,
            Verb("Cancel the run", keep="Go on", tries="cancelling"),
            does=handler(Controls.cancel)(State.controls.run_id),
            close=Controls.close,
        ),
    )


def _rerun() -> rx.Component:
    return rx.popover.root(
        rx.popover.trigger(
            rx.el.button(
                icon("rotate-cw", 14),
                "Re-run",
                icon("chevron-down", 12),
                type="button",
                class_name="btn outline",
            )
        ),
        rx.popover.content(_form(), class_name="menu rerun", align="end"),
        open=Rerun.opened,
        on_open_change=Rerun.open,
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Run again", class_name="lab"),
            *[_agent(name) for name in AGENT_ORDER],
        ),
        rx.el.div(
            _way("no", "One after the other", False),
            _way("yes", "At the same time", True),
            class_name="opt",
            role="radiogroup",
            aria_label="In what order",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="cached", default_checked=True),
            "Use results from the cache",
            class_name="pick",
        ),
        problem(Rerun.problem),
        rx.el.div(
            rx.cond(Rerun.estimate != "", rx.el.span(Rerun.estimate, class_name="t1 muted num")),
            rx.el.button("Run", type="submit", class_name="btn solid end"),
            class_name="row",
        ),
        on_submit=Rerun.run,
        class_name="stack",
    )


def _agent(name: AgentName) -> rx.Component:
    is_writer = name is AgentName.WRITER
    about = rx.el.span("writes the text anew", class_name="t1 muted end")
    label = rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name.value,
            default_checked=not is_writer,
            on_change=handler(Rerun.toggle)(name.value),
        ),
        agent_tile(name.value, "sm"),
        AGENT_LABELS[name],
        about if is_writer else rx.fragment(),
        class_name="pick",
    )
    return label if is_writer else rx.cond(State.controls.writer, rx.fragment(), label)


def _way(value: str, label: str, beside: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="beside",
            value=value,
            default_checked=not beside,
            on_change=handler(Rerun.set_beside)(beside),
        ),
        icon("check", 12),
        label,
        class_name="rad",
    )
