"""The article of the campaign page: its tabs, and the text as it is written."""

from typing import Any

import reflex as rx

from contentflow.pages.article_blocks import block, new_block, notes
from contentflow.pages.changes import changes
from contentflow.pages.decisions import decisions
from contentflow.pages.editor import draft_note, edit_button, editing, editor, editor_notice
from contentflow.pages.reviews import review_notice
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_marks import MarkPiece
from contentflow.state.campaign_slots import joined
from contentflow.state.events import handler
from contentflow.state.versions import VersionsState as Versions


class FollowWriting(rx.Component):
    """Scrolls with the writing until the reader scrolls up."""

    library = "/public/follow.jsx"
    tag = "FollowWriting"
    following: rx.Var[bool]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_leave`: the reader scrolled up."""
        return {**super().get_event_triggers(), "on_leave": rx.event.no_args_event_spec}


class MarkBar(rx.Component):
    """Steps through the marked places of a check."""

    library = "/public/marks.jsx"
    tag = "MarkBar"
    check: rx.Var[str]
    label: rx.Var[str]
    places: rx.Var[int]
    target: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_leave`: the reader wants the marks away."""
        return {**super().get_event_triggers(), "on_leave": rx.event.no_args_event_spec}


def article() -> rx.Component:
    """The left column: tabs and what they show."""
    return rx.el.section(
        _tabs(),
        editor_notice(),
        review_notice(),
        _preview(),
        changes(),
        decisions(),
        class_name="doc",
    )


def _tabs() -> rx.Component:
    count, kept = State.decision_counts.all, State.decision_counts.kept
    return rx.el.div(
        rx.el.div(
            _tab("Preview", "preview", State.show_preview),
            _tab(
                "Changes",
                "changes",
                [State.show_changes, Versions.load],
                rx.cond(kept > 0, rx.el.span(kept, class_name="c num")),
            ),
            _tab(
                "Decisions",
                "decisions",
                handler(State.show_decisions)(""),
                rx.cond(count > 0, rx.el.span(count, class_name="c num")),
            ),
            role="tablist",
            class_name="tl",
        ),
        rx.cond(
            State.tab == "preview",
            rx.cond(
                State.marks.check_id != "",
                _mark_bar(),
                rx.el.span(
                    rx.cond(State.head.live, _follow_switch()),
                    edit_button(),
                    class_name="tab_tools",
                ),
            ),
        ),
        class_name="tabs",
    )


def _tab(label: str, name: str, event: Any, *extra: rx.Component) -> rx.Component:
    chosen = State.tab == name
    return rx.el.button(
        label,
        *extra,
        role="tab",
        id=f"tab-{name}",
        aria_selected=chosen,
        aria_controls=f"panel-{name}",
        tab_index=rx.cond(chosen, 0, -1),
        on_click=event,
        class_name=rx.cond(chosen, "tab on", "tab"),
        type="button",
    )


def _follow_switch() -> rx.Component:
    return rx.el.span(
        rx.icon("locate-fixed", class_name="i s14"),
        "Follow the writing",
        rx.el.button(
            role="switch",
            type="button",
            aria_checked=State.follow,
            aria_label="Follow the writing",
            on_click=State.toggle_follow,
            class_name=rx.cond(State.follow, "switch on", "switch"),
        ),
        class_name="follow",
    )


def _mark_bar() -> rx.Component:
    return MarkBar.create(
        check=State.marks.check_id,
        label=State.marks.label,
        places=State.marks.places,
        target=State.marks.target,
        on_leave=State.clear_marks,
    )


def _preview() -> rx.Component:
    return rx.el.div(
        rx.cond(editing(), editor(), _text()),
        FollowWriting.create(following=State.follow, on_leave=State.stop_following),
        id="panel-preview",
        role="tabpanel",
        tab_index=0,
        aria_label="Article preview",
        hidden=State.tab != "preview",
        class_name="doc_scroll",
    )


def _text() -> rx.Component:
    return rx.fragment(
        draft_note(),
        rx.el.div(
            rx.cond(State.head.demo, _demo_notice()),
            rx.cond(State.front.title != "", _front()),
            rx.foreach(joined(State, "blocks"), block),
            rx.cond(State.tail.fresh, new_block()),
            rx.cond((State.front.title == "") & (State.tail.agent == ""), _nothing_yet()),
            class_name="article",
        ),
    )


def _demo_notice() -> rx.Component:
    return rx.el.div(
        rx.icon("triangle-alert", class_name="i s14"),
        "Written by the demo model: fluent and unreliable, do not publish",
        role="note",
        class_name="demo_note",
    )


def _front() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h2(
                _line(State.marks.title, State.front.title), id="block-title", class_name="title"
            ),
            rx.el.div(
                rx.foreach(State.byline, lambda part: rx.el.span(part)),
                class_name="byline num",
            ),
            rx.cond((State.front.slug != "") | (State.front.meta != ""), _search_result()),
            class_name="front",
        ),
        rx.cond(State.front.notes, notes(State.front)),
        rx.cond(State.tail.front, new_block()),
    )


def _search_result() -> rx.Component:
    return rx.el.dl(
        rx.el.div(
            rx.el.dt("Address"),
            rx.el.dd("/", _line(State.marks.slug, State.front.slug)),
            id="block-slug",
        ),
        rx.el.div(
            rx.el.dt("Description"),
            rx.el.dd(_line(State.marks.meta, State.front.meta)),
            id="block-meta_description",
        ),
        class_name="search_result",
    )


def _line(marked: Any, plain: Any) -> rx.Component:
    return rx.cond(marked, rx.foreach(marked, _mark_piece), rx.fragment(plain))


def _mark_piece(piece: MarkPiece) -> rx.Component:
    place = {"data-place": piece.place}
    return rx.cond(
        piece.place != "", rx.el.mark(piece.text, custom_attrs=place), rx.fragment(piece.text)
    )


def _nothing_yet() -> rx.Component:
    return rx.match(
        State.head.kind,
        ("generating", _lines()),
        ("failed", _empty("No text yet", "The run ended before the first block was written.")),
        _empty(
            rx.cond(State.head.waiting != "", State.head.waiting, "No text yet"),
            "The article appears here word by word as soon as the Writer starts.",
        ),
    )


def _lines() -> rx.Component:
    widths = ("62%", "96%", "92%", "48%", "94%", "97%", "36%")
    return rx.el.div(
        *(rx.el.span(class_name="skel", style={"width": width}) for width in widths),
        class_name="lines",
        aria_hidden=True,
    )


def _empty(head: Any, text: str) -> rx.Component:
    return rx.el.div(
        rx.icon("file-text", class_name="i s20"),
        rx.el.b(head),
        rx.el.span(text, class_name="t1"),
        class_name="empty",
    )
