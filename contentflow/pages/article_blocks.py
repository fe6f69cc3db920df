"""The blocks of the article: finished, being written, and the margin notes beside them."""

from typing import Any, cast

import reflex as rx

from contentflow.pages.components import agent_tile
from contentflow.pages.reviews import review_links
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_article import BlockRow, Front, Note


def block(row: BlockRow) -> rx.Component:
    """A block, finished or being rewritten, with its margin notes."""
    return rx.fragment(
        rx.cond(State.tail.block_id == row.id, _rewritten(row), _finished(row)),
        rx.cond(row.notes, notes(row)),
        key=row.id,
    )


def _finished(row: BlockRow) -> rx.Component:
    edited = rx.cond(row.agent != "", f" edited a-{row.agent}", "")
    marked = cast(Any, State.marks.blocks)
    html = rx.cond(marked.contains(row.id), marked[row.id], row.html)
    return rx.el.div(
        rx.cond(row.kind == "data", _structured(row, html), rx.html(html)),
        id=f"block-{row.id}",
        class_name=f"blk {row.kind}{edited}",
    )


def _structured(row: BlockRow, html: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.icon("braces", class_name="i s14"),
            rx.el.b("Structured data"),
            rx.el.span(row.about, class_name="trunc"),
            rx.icon("chevron-right", class_name="i s12 turn"),
        ),
        rx.html(html),
    )


def _rewritten(row: BlockRow) -> rx.Component:
    return rx.el.div(
        _caption(),
        rx.html(row.html, class_name="old"),
        _words(),
        id=f"block-{row.id}",
        class_name="blk live",
    )


def new_block() -> rx.Component:
    """A block that is being written."""
    return rx.el.div(_caption(), _words(), class_name="blk live")


def _caption() -> rx.Component:
    return rx.el.div(
        rx.icon("loader-circle", class_name="i s14 spin"), State.tail.caption, class_name="tag"
    )


def _words() -> rx.Component:
    return rx.el.p(State.tail_text, rx.el.span(class_name="caret"), aria_hidden=True)


def notes(place: BlockRow | Front) -> rx.Component:
    """What agents changed there: the last edit, and the earlier ones folded away."""
    earlier = rx.el.details(
        rx.el.summary(rx.el.span(place.earlier), rx.icon("chevron-right", class_name="i s12 turn")),
        rx.foreach(place.notes[1:], _note),
        class_name="earlier",
    )
    return rx.el.aside(
        _note(place.notes[0]), rx.cond(place.earlier != "", earlier), class_name="margin_notes"
    )


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
        rx.el.p(
            rx.el.span(note.score),
            review_links(note.key, note.review, "Keep", "Undo"),
            class_name="m num",
        ),
        class_name=f"margin_note {note.review}",
    )
