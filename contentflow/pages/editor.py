"""The block editor in the article's place, and what leads to it."""

from typing import Any

import reflex as rx

from contentflow.pages.components import icon
from contentflow.state.campaign import CampaignState
from contentflow.state.campaign_slots import joined
from contentflow.state.editor import EditorState as State
from contentflow.state.events import handler

_TEXT = rx.event.passthrough_event_spec(dict)


class BlockEditor(rx.Component):
    """The text as blocks to type into; the draft lives in the browser."""

    library = "/public/editor.jsx"
    tag = "BlockEditor"
    campaign: rx.Var[str]
    me: rx.Var[str]
    base: rx.Var[int]
    text: rx.Var[dict[str, Any]]
    focus: rx.Var[str]
    latest: rx.Var[int]
    latest_by: rx.Var[str]
    live: rx.Var[bool]
    conflict: rx.Var[dict[str, Any]]
    problems: rx.Var[dict[str, str]]
    answers: rx.Var[int]
    saves: rx.Var[int]
    from_version: rx.Var[int]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_draft`: keys have paused; `on_save`: the draft shall be the text; `on_close`."""
        return {
            **super().get_event_triggers(),
            "on_draft": _TEXT,
            "on_save": _TEXT,
            "on_close": rx.event.no_args_event_spec,
        }


class DraftNote(rx.Component):
    """Offers a draft that was not saved; forgets one that was."""

    library = "/public/editor.jsx"
    tag = "DraftNote"
    campaign: rx.Var[str]
    me: rx.Var[str]
    from_version: rx.Var[int]
    saves: rx.Var[int]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_open`: go on with it."""
        return {**super().get_event_triggers(), "on_open": rx.event.no_args_event_spec}


def editing() -> Any:
    """Whether the text of this page's campaign is being edited."""
    return State.opened & (State.campaign == CampaignState.shown)


def editor() -> rx.Component:
    """The fields of the text."""
    return BlockEditor.create(
        campaign=CampaignState.shown,
        me=CampaignState.me,
        base=State.base,
        text=State.text,
        focus=State.focus,
        latest=CampaignState.latest.number,
        latest_by=CampaignState.latest.by,
        live=CampaignState.head.live,
        conflict=State.conflict,
        problems=State.problems,
        answers=State.answers,
        saves=State.saves,
        from_version=State.saved_from,
        on_draft=State.draft,
        on_save=State.save,
        on_close=State.close,
    )


def draft_note() -> rx.Component:
    """Above the article, for those who may edit it."""
    return rx.cond(
        CampaignState.may_edit,
        DraftNote.create(
            campaign=CampaignState.shown,
            me=CampaignState.me,
            from_version=State.saved_from,
            saves=State.saves,
            on_open=handler(State.open)(""),
        ),
    )


def edit_button() -> rx.Component:
    """Edit; or while agents are at work take over, and afterwards give back."""
    return rx.cond(
        CampaignState.may_edit & (CampaignState.latest.number > 0) & ~editing(),
        rx.fragment(
            rx.cond(CampaignState.head.kind == "paused", _give_back()),
            rx.cond(CampaignState.head.live, _take_over(), _edit()),
        ),
    )


def _edit() -> rx.Component:
    return rx.el.button(
        icon("pencil", 12),
        "Edit",
        type="button",
        on_click=handler(State.open)(""),
        class_name="btn sm outline edit_open",
    )


def _take_over() -> rx.Component:
    return rx.cond(
        State.taking_over,
        rx.el.span(
            icon("loader-circle", 14, spin=True),
            "The agent stops at its next edit",
            role="status",
            class_name="row g1 t1 muted",
        ),
        rx.el.button(
            icon("hand", 12),
            "Take over",
            title="Pauses the agents, so that you can edit",
            type="button",
            on_click=State.take_over,
            class_name="btn sm outline edit_open",
        ),
    )


def _give_back() -> rx.Component:
    return rx.el.button(
        icon("play", 12),
        "Give back",
        title="The agents go on with the text as it is saved",
        type="button",
        on_click=State.give_back,
        class_name="btn sm outline",
    )


def editor_notice() -> rx.Component:
    """What became of a save, or why there was none."""
    return rx.cond(
        State.campaign == CampaignState.shown, notice(State.said, State.problem, on_read=State.read)
    )


def notice(said: Any, problem: Any, *extra: rx.Component, on_read: Any) -> rx.Component:
    """What was done, or why it was not, until it is read; `extra` can be done about it."""
    cross = rx.el.button(
        icon("x", 12),
        type="button",
        aria_label="Close the message",
        on_click=on_read,
        class_name="btn icon ghost sm",
    )
    return rx.fragment(
        rx.cond(said != "", _line("circle-check", said, "said", "status", *extra, cross)),
        rx.cond(problem != "", _line("circle-x", problem, "refused", "alert", cross)),
    )


def _line(name: str, text: Any, look: str, role: str, *acts: rx.Component) -> rx.Component:
    return rx.el.div(icon(name, 14), rx.el.p(text), *acts, role=role, class_name=f"answered {look}")


def draft_summary() -> rx.Component:
    """What the draft would score over all."""
    return rx.el.span(
        rx.cond(State.summary != "", State.summary, "As saved"), class_name="end muted num"
    )


def draft_gauges() -> Any:
    """The gauges of the draft."""
    return State.gauges


def draft_groups() -> Any:
    """The checks of the draft."""
    return joined(State, "groups")
