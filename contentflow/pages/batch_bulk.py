"""What can be done with the chosen campaigns of a batch; floats up when something is chosen."""

import reflex as rx

from contentflow.names import Priority
from contentflow.pages.components import download, icon
from contentflow.pages.dialogs import dialog, problem
from contentflow.pages.selection import deed, selection_bar
from contentflow.state.batch import BatchState as State
from contentflow.state.batch_picks import BatchPicksState as Picks
from contentflow.state.batch_picks import HeirOption
from contentflow.state.events import handler

_FORMATS = (("docx", "Word"), ("markdown", "Markdown"), ("html", "HTML"))


def batch_bulk() -> rx.Component:
    """The bar, and who campaigns can be handed to."""
    failed = State.head.steers & State.bar.failed
    bar = selection_bar(
        State,
        rx.cond(failed, deed("rotate-cw", "Re-run failed", handler(Picks.retry)(State.selected))),
        _menu("flag", "Set priority", *[_priority(one) for one in Priority]),
        rx.cond(State.bar.own, deed("user-plus", "Assign", handler(Picks.open_assign)(True))),
        _menu("download", "Export", *[_format(*one) for one in _FORMATS]),
    )
    return rx.fragment(bar, _heirs())


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
