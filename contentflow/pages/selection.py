"""Choosing campaigns in a table: a row's box, and the bar that comes up for what is chosen."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from contentflow.pages.components import icon
from contentflow.pages.dialogs import confirm
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfState as Shelf


def pick(state: Any, line: Any) -> rx.Component:
    """The box that chooses a row; there is none for whoever may not edit it."""
    box = rx.el.input(
        type="checkbox",
        checked=state.selected.contains(line.id),
        on_change=handler(state.select)(line.id),
        aria_label=f"Select {line.title}",
    )
    return rx.cond(line.may_edit, box, rx.fragment())


def selection_bar(state: Any, *deeds: rx.Component) -> rx.Component:
    """How many are chosen, and what can be done with them; `state` is the table's."""
    ids = state.selected
    bar = rx.el.div(
        rx.el.span(_count(state), " selected", class_name="med num nowrap", role="status"),
        rx.el.span(class_name="sep"),
        *deeds,
        rx.cond(
            state.filters.archived,
            deed("archive-restore", "Take out of the archive", handler(Shelf.unarchive)(ids)),
            deed("archive", "Archive", handler(Shelf.archive)(ids)),
        ),
        rx.cond(state.bar.own, deed("trash-2", "Delete", handler(Shelf.ask_delete)(), "danger")),
        rx.el.span(class_name="sep"),
        rx.el.button(
            icon("x", 14),
            type="button",
            aria_label="Clear selection",
            title="Clear selection",
            class_name="btn sm icon ghost",
            on_click=state.select_none,
        ),
        class_name="bulk",
        role="toolbar",
        aria_label="Actions for the selected campaigns",
    )
    return rx.fragment(rx.cond(ids, bar), _question(state))


def deed(name: str, verb: str, does: EventSpec, look: str = "") -> rx.Component:
    """One thing to do with what is chosen."""
    return rx.el.button(
        icon(name, 12), verb, type="button", class_name=f"btn sm ghost {look}", on_click=does
    )


def _count(state: Any) -> rx.Var[int]:
    return rx.Var.create(state.selected).length()


def _question(state: Any) -> rx.Component:
    count = _count(state)
    what = rx.cond(count == 1, "1 campaign", f"{count} campaigns")
    return confirm(
        Shelf.asking,
        rx.fragment("Delete ", what, "?"),
        "They are gone for everybody at once, and what runs is cancelled."
        " For 10 s you can take that back.",
        rx.fragment("Delete ", what),
        does=handler(Shelf.delete)(state.selected),
        close=Shelf.close,
    )
