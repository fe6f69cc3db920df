"""What can be done with the chosen campaigns of a batch; floats up when something is chosen."""

import reflex as rx
from reflex.event import EventSpec

from contentflow.names import Priority
from contentflow.pages.components import download, icon
from contentflow.pages.dialogs import confirm, dialog, problem
from contentflow.state.batch import BatchState as State
from contentflow.state.batch_picks import BatchPicksState as Picks
from contentflow.state.batch_picks import HeirOption
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfState as Shelf

_FORMATS = (("docx", "Word"), ("markdown", "Markdown"), ("html", "HTML"))


def batch_bulk() -> rx.Component:
    """The bar, the question before a deletion, and who campaigns can be handed to."""
    return rx.fragment(rx.cond(State.selected, _bar()), _question(), _heirs())


def _count() -> rx.Var[int]:
    return rx.Var.create(State.selected).length()


def _bar() -> rx.Component:
    ids = State.selected
    return rx.el.div(
        rx.el.span(_count(), " selected", class_name="med num nowrap", role="status"),
        rx.el.span(class_name="sep"),
        rx.cond(
            State.head.steers & State.bar.failed,
            _deed("rotate-cw", "Re-run failed", handler(Picks.retry)(ids)),
        ),
        _menu("flag", "Set priority", *[_priority(one) for one in Priority]),
        rx.cond(State.bar.own, _deed("user-plus", "Assign", handler(Picks.open_assign)(True))),
        _menu("download", "Export", *[_format(*one) for one in _FORMATS]),
        rx.cond(
            State.filters.archived,
            _deed("archive-restore", "Take out of the archive", handler(Shelf.unarchive)(ids)),
            _deed("archive", "Archive", handler(Shelf.archive)(ids)),
        ),
        rx.cond(State.bar.own, _deed("trash-2", "Delete", handler(Shelf.ask_delete)(), "danger")),
        rx.el.span(class_name="sep"),
        rx.el.button(
            icon("x", 14),
            type="button",
            aria_label="Clear selection",
            title="Clear selection",
            class_name="btn sm icon ghost",
            on_click=State.select_none,
        ),
        class_name="bulk",
        role="toolbar",
        aria_label="Actions for the selected campaigns",
    )


def _deed(name: str, verb: str, does: EventSpec, look: str = "") -> rx.Component:
    return rx.el.button(
        icon(name, 12), verb, type="button", class_name=f"btn sm ghost {look}", on_click=does
    )


def _menu(name: str, verb: str, *items: rx.Component) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(icon(name, 12), verb, type="button", class_name="btn sm ghost")
        ),
        rx.dropdown_menu.content(*items, class_name="menu", side="top"),
    )


def _priority(one: Priority) -> rx.Component:
    return rx.dropdown_menu.item(
        one.value.capitalize(), on_select=handler(Picks.prioritise)(State.selected, one.value)
    )


def _format(value: str, label: str) -> rx.Component:
    address = f"{State.bar.export}&format={value}"
    return rx.dropdown_menu.item(download(address, label), as_child=True)


def _question() -> rx.Component:
    what = rx.cond(_count() == 1, "1 campaign", f"{_count()} campaigns")
    return confirm(
        Shelf.asking,
        rx.fragment("Delete ", what, "?"),
        "They are gone for everybody at once, and what runs is cancelled."
        " For 10 s you can take that back.",
        rx.fragment("Delete ", what),
        does=handler(Shelf.delete)(State.selected),
        close=Shelf.close,
    )


def _heirs() -> rx.Component:
    return dialog(
        Picks.assigning,
        "Assign to somebody else",
        "They own the chosen campaigns from then on. You can still edit them.",
        rx.cond(
            Picks.heirs,
            rx.el.ul(rx.foreach(Picks.heirs, _heir), class_name="card heirs"),
            rx.el.p("Nobody else in the team may own campaigns yet.", class_name="muted"),
        ),
        problem(Picks.problem),
        close=Picks.open_assign,
    )


def _heir(one: HeirOption) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.name, class_name="trunc grow"),
        rx.el.button(
            "Assign",
            type="button",
            class_name="btn sm outline",
            aria_label=f"Assign to {one.name}",
            on_click=handler(Picks.assign)(State.selected, one.id),
        ),
        class_name="row",
        key=one.id,
    )
