"""The menu of the campaign page: name, brief, copies, archive, deletion."""

import reflex as rx
from reflex.event import EventSpec

from contentflow import routes
from contentflow.pages.components import icon
from contentflow.pages.dialogs import confirm, dialog, problem
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_menu import CampaignMenuState as Menu
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfState as Shelf


def campaign_menu() -> rx.Component:
    """The button, its menu, and the dialogs that open from it."""
    return rx.fragment(
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                rx.el.button(
                    icon("ellipsis", 14),
                    type="button",
                    aria_label="More",
                    title="More",
                    class_name="btn outline icon",
                )
            ),
            rx.dropdown_menu.content(
                rx.cond(State.may_edit, _changes()),
                _item("file-text", "Brief", rx.redirect(routes.brief(f"{State.shown}"))),
                rx.cond(State.may_start, _copies()),
                rx.cond(State.may_edit, _away()),
                class_name="menu",
                align="end",
            ),
        ),
        _rename(),
        _delete(),
    )


def _item(name: str, text: str, does: EventSpec, look: str = "") -> rx.Component:
    return rx.dropdown_menu.item(icon(name, 14), text, on_select=does, class_name=look)


def _changes() -> rx.Component:
    return _item("pencil", "Rename", handler(Menu.ask_name)())


def _copies() -> rx.Component:
    return rx.fragment(
        _item("copy", "Duplicate as a draft", handler(Menu.duplicate)(False)),
        _item("copy-plus", "Duplicate and start", handler(Menu.duplicate)(True)),
    )


def _away() -> rx.Component:
    return rx.fragment(
        rx.dropdown_menu.separator(),
        rx.cond(
            State.head.archived,
            _item(
                "archive-restore",
                "Take out of the archive",
                handler(Shelf.unarchive)([State.shown]),
            ),
            rx.cond(
                State.controls.cancel,
                rx.fragment(),
                _item("archive", "Archive", handler(Shelf.archive)([State.shown])),
            ),
        ),
        rx.cond(State.own, _item("trash-2", "Delete", handler(Shelf.ask_delete)(), "danger")),
    )


def _rename() -> rx.Component:
    return dialog(
        Menu.renaming,
        "Rename this campaign",
        "What people call it. The agents do not hear it; without one it is called by its topic.",
        rx.el.form(
            rx.el.input(
                name="name",
                default_value=State.head.given,
                max_length=120,
                auto_focus=True,
                auto_complete="off",
                aria_label="Name",
                class_name="input",
            ),
            problem(Menu.problem),
            rx.el.div(
                rx.el.button("Rename", type="submit", class_name="btn solid"),
                class_name="row end_row",
            ),
            on_submit=lambda form: handler(Menu.rename)(State.head.revision, form),
        ),
        close=Menu.close,
    )


def _delete() -> rx.Component:
    return confirm(
        Shelf.asking,
        "Delete this campaign?",
        rx.fragment(
            "It is gone for everybody at once.",
            rx.cond(State.controls.cancel, " Its run is cancelled.", ""),
            " For 10 s you can take that back.",
        ),
        "Delete campaign",
        does=handler(Shelf.delete)([State.shown]),
        close=Shelf.close,
    )


def menu_refusal() -> rx.Component:
    """Why a copy could not be made."""
    said = rx.el.p(icon("circle-x", 14), Menu.refusal, role="alert", class_name="err")
    return rx.cond((Menu.refusal != "") & (Menu.of == State.shown), said)
