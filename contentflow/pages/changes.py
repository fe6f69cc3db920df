"""The Changes tab: version rail, the text with its changes marked, and the list of them."""

from typing import Any

import reflex as rx

from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName, Review
from contentflow.pages.components import icon
from contentflow.pages.edit_list import edit_list
from contentflow.pages.editor import notice
from contentflow.pages.reviews import may_review
from contentflow.pages.version_rail import version_rail
from contentflow.state.campaign import CampaignState
from contentflow.state.change_rows import Marker, PartGroup, PartRow, PieceRow
from contentflow.state.editor import EditorState
from contentflow.state.events import handler
from contentflow.state.reviews import ReviewsState
from contentflow.state.versions import VersionsState as State

_VIEWS = (("inline", "Inline"), ("twice", "Side by side"), ("final", "Final text"))


class ChangesKeys(rx.Component):
    """The keyboard of the tab; asks for what is new when something happened."""

    library = "/public/changes.jsx"
    tag = "ChangesKeys"
    open: rx.Var[bool]
    happened: rx.Var[str]
    current: rx.Var[str]
    reviewable: rx.Var[bool]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_stale`: something happened; the others are keys."""
        nothing = rx.event.no_args_event_spec
        return {
            **super().get_event_triggers(),
            "on_stale": nothing,
            "on_step": rx.event.passthrough_event_spec(int),
            "on_accept": nothing,
            "on_reject": nothing,
            "on_edit": nothing,
        }


class ChangesAddress(rx.Component):
    """Opens the tab when the address says so, with the two versions it names, 0 for none."""

    library = "/public/changes.jsx"
    tag = "ChangesAddress"

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_ask`: the page was opened, or a link followed, at such an address."""
        return {**super().get_event_triggers(), "on_ask": _two_versions}


def _two_versions(old: rx.Var[int], new: rx.Var[int]) -> tuple[rx.Var[int], rx.Var[int]]:
    return old, new


def changes() -> rx.Component:
    """The tab's panel."""
    return rx.el.div(
        _keys(),
        ChangesAddress.create(on_ask=[CampaignState.show_changes, State.compare]),
        rx.match(
            State.phase,
            ("ready", rx.el.div(version_rail(), _pane(), class_name="cmp")),
            ("failed", _failed()),
            _loading(),
        ),
        id="panel-changes",
        role="tabpanel",
        aria_label="Changes",
        hidden=CampaignState.tab != "changes",
        class_name="changes",
    )


def _keys() -> rx.Component:
    counts = CampaignState.decision_counts
    happened = (
        f"{CampaignState.latest.number} {counts.kept} {counts.reviewed} {CampaignState.head.live}"
    )
    return ChangesKeys.create(
        open=(CampaignState.tab == "changes") & (State.phase == "ready"),
        happened=happened,
        current=State.current,
        reviewable=may_review(),
        on_stale=State.refresh,
        on_step=State.step,
        on_accept=handler(ReviewsState.review_current)(Review.ACCEPTED),
        on_reject=handler(ReviewsState.review_current)(Review.REJECTED),
        on_edit=[CampaignState.show_preview, handler(EditorState.open)(State.place)],
    )


def _pane() -> rx.Component:
    return rx.el.section(
        _tools(),
        notice(State.said, State.problem, on_read=State.dismiss),
        rx.cond(State.edits, _compared(), _nothing()),
        aria_label="Differences",
        class_name="diffpane",
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.span(
            rx.el.span(State.old_label, class_name="med trunc"),
            icon("arrow-right", 14),
            rx.el.span(State.new_label, class_name="med trunc"),
            class_name="row g1 nw",
        ),
        rx.el.span(State.reviewed, class_name="t1 muted num nw"),
        rx.el.span(
            rx.el.span(
                *(_view(name, label) for name, label in _VIEWS),
                role="group",
                aria_label="View",
                class_name="seg",
            ),
            _agents(),
            rx.el.span(
                rx.el.kbd("J", class_name="kbd"),
                rx.el.kbd("K", class_name="kbd"),
                "to move",
                class_name="row g1 t1 muted nw keys",
            ),
            rx.cond(may_review() & (State.rest.length() > 0), _rest()),
            class_name="row end",
        ),
        class_name="difftools",
    )


def _view(name: str, label: str) -> rx.Component:
    chosen = State.view == name
    return rx.el.button(
        label,
        type="button",
        aria_pressed=chosen,
        on_click=handler(State.set_view)(name),
        class_name=rx.cond(chosen, "on", ""),
    )


def _agents() -> rx.Component:
    named = [(name.value, AGENT_LABELS[name]) for name in AGENT_ORDER if name != AgentName.WRITER]
    return rx.el.select(
        *(
            rx.el.option(label, value=name)
            for name, label in [("", "All agents"), *named, ("human", "By hand")]
        ),
        value=State.agent,
        on_change=handler(State.filter_agent),
        aria_label="Whose changes",
        class_name="input",
    )


def _rest() -> rx.Component:
    return rx.fragment(
        rx.el.button(
            "Reject rest",
            type="button",
            on_click=handler(ReviewsState.reject_all)(State.rest),
            class_name="btn sm outline",
        ),
        rx.el.button(
            icon("check", 12),
            "Accept rest",
            type="button",
            on_click=handler(ReviewsState.accept_all)(State.rest),
            class_name="btn sm outline",
        ),
    )


def _compared() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.foreach(State.groups, _group),
            tab_index=0,
            role="group",
            aria_label="The text with its changes",
            class_name=f"txt {State.view}",
            custom_attrs={"data-only": State.agent},
        ),
        edit_list(),
        class_name="diff",
    )


def _group(group: PartGroup) -> rx.Component:
    parts = rx.foreach(group.parts, _part)
    return rx.cond(
        group.folded != "",
        rx.el.details(
            rx.el.summary(
                icon("unfold-vertical", 12), rx.el.span(group.folded), class_name="folded"
            ),
            parts,
            key=group.key,
        ),
        rx.fragment(parts, key=group.key),
    )


def _part(part: PartRow) -> rx.Component:
    return rx.el.div(
        rx.cond(part.label != "", rx.el.span(part.label, class_name="lbl")),
        rx.cond(part.note != "", rx.el.span(part.note, class_name="note")),
        rx.cond(
            part.pieces,
            rx.fragment(
                rx.el.div(rx.foreach(part.pieces, _piece), class_name="p old_new"),
                rx.cond(
                    State.view == "twice",
                    rx.el.div(rx.foreach(part.pieces, _piece), class_name="p new_only"),
                ),
                rx.cond((State.view == "final") & (part.html != ""), rx.html(part.html)),
            ),
            rx.cond(part.html != "", rx.html(part.html), rx.fragment()),
        ),
        rx.foreach(part.markers, _marker),
        key=part.place,
        custom_attrs={"data-place": part.place},
        class_name=f"part {part.look}",
    )


def _piece(piece: PieceRow) -> rx.Component:
    marked = {"data-change": piece.key}
    return rx.match(
        piece.kind,
        ("removed", rx.el.del_(piece.text, class_name=piece.look, custom_attrs=marked)),
        ("added", rx.el.ins(piece.text, class_name=piece.look, custom_attrs=marked)),
        ("marker", _number(piece.number, piece.key, piece.look)),
        rx.fragment(piece.text),
    )


def _marker(marker: Marker) -> rx.Component:
    return _number(marker.number, marker.key, marker.look)


def _number(number: Any, key: Any, look: Any) -> rx.Component:
    return rx.el.button(
        number,
        type="button",
        aria_label=f"Edit {number}",
        on_click=handler(State.choose)(key),
        class_name=f"en {look}",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        icon("git-compare", 18),
        rx.cond(
            State.latest > 1,
            rx.fragment(
                rx.el.b("No differences"),
                rx.el.span("Choose another version in the list.", class_name="t1"),
            ),
            rx.fragment(
                rx.el.b("No changes yet"),
                rx.el.span(
                    "What agents and people change in the draft appears here, word by word.",
                    class_name="t1",
                ),
            ),
        ),
        class_name="empty",
    )


def _failed() -> rx.Component:
    return rx.el.div(
        icon("circle-x", 18),
        rx.el.b("The versions could not be shown"),
        rx.el.span(State.problem, role="alert", class_name="t1"),
        rx.el.button("Try again", type="button", on_click=State.load, class_name="btn outline"),
        class_name="empty",
    )


def _loading() -> rx.Component:
    return rx.el.div(
        *(rx.el.span(class_name="skel", style={"width": width}) for width in ("40%", "92%", "70%")),
        aria_busy=True,
        aria_label="Loading the versions",
        class_name="lines",
    )
