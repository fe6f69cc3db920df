"""The article of the campaign page: the text as it is written, margin notes, decisions."""

from typing import Any

import reflex as rx

from contentflow.pages.components import agent_tile
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_article import BlockRow, DecisionGroup, DecisionRow, Note


class FollowWriting(rx.Component):
    """Scrolls with the writing until the reader scrolls up."""

    library = "/public/follow.jsx"
    tag = "FollowWriting"
    following: rx.Var[bool]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_leave`: the reader scrolled up."""
        return {**super().get_event_triggers(), "on_leave": rx.event.no_args_event_spec}


def article() -> rx.Component:
    """The left column: tabs and what they show."""
    return rx.el.section(_tabs(), _preview(), _changes(), class_name="doc")


def _tabs() -> rx.Component:
    count = rx.el.span(State.decision_count, class_name="c num")
    return rx.el.div(
        rx.el.div(
            _tab("Preview", "preview", State.show_preview),
            _tab(
                "Changes", "changes", State.show_changes, rx.cond(State.decision_count > 0, count)
            ),
            role="tablist",
            class_name="tl",
        ),
        rx.cond(State.head.live & (State.tab == "preview"), _follow_switch()),
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


def _preview() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(State.head.demo, _demo_notice()),
            rx.cond(State.front.title != "", _front()),
            rx.foreach(State.blocks, _block),
            rx.cond(State.tail.fresh, _new_block()),
            rx.cond((State.front.title == "") & (State.tail.agent == ""), _nothing_yet()),
            class_name="article",
        ),
        FollowWriting.create(following=State.follow, on_leave=State.stop_following),
        id="panel-preview",
        role="tabpanel",
        tab_index=0,
        aria_label="Article preview",
        hidden=State.tab != "preview",
        class_name="doc_scroll",
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
            rx.el.h2(State.front.title, id="block-title", class_name="title"),
            rx.el.div(
                rx.foreach(State.front.byline, lambda part: rx.el.span(part)),
                class_name="byline num",
            ),
            rx.cond((State.front.slug != "") | (State.front.meta != ""), _search_result()),
            class_name="front",
        ),
        rx.cond(
            State.front.notes,
            rx.el.aside(rx.foreach(State.front.notes, _note), class_name="margin_notes"),
        ),
        rx.cond(State.tail.front, _new_block()),
    )


def _search_result() -> rx.Component:
    return rx.el.dl(
        rx.el.div(rx.el.dt("Address"), rx.el.dd("/", State.front.slug), id="block-slug"),
        rx.el.div(rx.el.dt("Description"), rx.el.dd(State.front.meta), id="block-meta_description"),
        class_name="search_result",
    )


def _block(block: BlockRow) -> rx.Component:
    return rx.fragment(
        rx.cond(State.tail.block_id == block.id, _rewritten(block), _finished(block)),
        rx.cond(block.notes, _notes(block)),
        key=block.id,
    )


def _finished(block: BlockRow) -> rx.Component:
    edited = rx.cond(block.agent != "", f" edited a-{block.agent}", "")
    return rx.el.div(
        rx.html(block.html), id=f"block-{block.id}", class_name=f"blk {block.kind}{edited}"
    )


def _rewritten(block: BlockRow) -> rx.Component:
    return rx.el.div(
        _caption(),
        rx.html(block.html, class_name="old"),
        _words(),
        id=f"block-{block.id}",
        class_name="blk live",
    )


def _new_block() -> rx.Component:
    return rx.el.div(_caption(), _words(), class_name="blk live")


def _caption() -> rx.Component:
    return rx.el.div(
        rx.icon("loader-circle", class_name="i s14 spin"), State.tail.caption, class_name="tag"
    )


def _words() -> rx.Component:
    return rx.el.p(State.tail_text, rx.el.span(class_name="caret"), aria_hidden=True)


def _notes(block: BlockRow) -> rx.Component:
    return rx.el.aside(rx.foreach(block.notes, _note), class_name="margin_notes")


def _note(note: Note) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            agent_tile(note.agent, "sm"),
            note.label,
            rx.el.span(note.when, class_name="tm num"),
            class_name="who",
        ),
        rx.el.p(note.why),
        rx.el.p(note.effect, class_name="m num"),
        class_name="margin_note",
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


def _changes() -> rx.Component:
    return rx.el.div(
        rx.cond(
            State.decision_count > 0,
            rx.el.div(rx.foreach(State.decisions, _group), class_name="decisions"),
            _empty("No changes yet", "Edits appear here as soon as the second agent starts."),
        ),
        id="panel-changes",
        role="tabpanel",
        tab_index=0,
        aria_label="Changes",
        hidden=State.tab != "changes",
        class_name="doc_scroll",
    )


def _group(group: DecisionGroup) -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            agent_tile(group.agent, "sm"),
            group.label,
            rx.el.span(group.count, class_name="muted num end"),
        ),
        rx.foreach(group.rows, _decision),
    )


def _decision(row: DecisionRow) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.cond(row.kept, _verdict("completed", "Kept"), _verdict("pending", "Rejected")),
            rx.el.span(row.check, class_name="med"),
            rx.el.span(row.when, class_name="muted num end"),
            rx.cond(row.target != "", show_in_text(row.target)),
            class_name="row",
        ),
        rx.el.p(row.why),
        rx.el.p(
            rx.el.span(row.value),
            rx.cond(row.score != "", rx.el.span(row.score)),
            class_name="m num",
        ),
        rx.cond(row.before != "", rx.el.blockquote(rx.el.del_(row.before), class_name="was")),
        rx.cond(row.after != "", rx.el.blockquote(rx.el.ins(row.after), class_name="is")),
        key=row.key,
        class_name="decision",
    )


def _verdict(kind: str, word: str) -> rx.Component:
    icon = "circle-check" if kind == "completed" else "circle-x"
    return rx.el.span(rx.icon(icon, class_name="i s14"), word, class_name=f"status {kind}")


def show_in_text(target: str) -> rx.Component:
    """A link that scrolls to a block, flashes it, and stops following."""
    return rx.el.a(
        "Show in text", href=f"#block-{target}", on_click=State.show_in_text, class_name="link"
    )
