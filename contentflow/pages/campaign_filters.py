"""The row above the list: find, filter, sort, list or board. All of it stands in the address."""

import reflex as rx

from contentflow.names import CONTENT_TYPE_LABELS, ContentType
from contentflow.pages.components import icon
from contentflow.state.campaign_filters import SORTS
from contentflow.state.campaign_lines import GROUPS
from contentflow.state.campaigns import CampaignsState as State
from contentflow.state.campaigns import OwnerOption
from contentflow.state.events import handler


def campaign_filters() -> rx.Component:
    """Search, chips, and how it is shown."""
    return rx.el.div(
        _find(),
        rx.cond(State.owners.length() > 1, _owner()),  # type: ignore[attr-defined]
        _type(),
        _toggle("Archive", "archive", State.filters.archived, "archived"),
        rx.cond(State.narrow, _clear()),
        rx.el.span(_sort(), _view(), class_name="row end view"),
        rx.el.span(
            *[_chip(group) for group in GROUPS],
            class_name="row chips",
            role="group",
            aria_label="Status",
        ),
        class_name="filters wrap",
        role="search",
    )


def _find() -> rx.Component:
    return rx.el.label(
        icon("search", 14),
        rx.el.span("Find a campaign", class_name="sr"),
        rx.el.input(
            type="search",
            placeholder="Find a campaign",
            default_value=State.filters.q,
            max_length=100,
            key=State.filters.q == "",
            on_change=handler(State.search).debounce(250),
        ),
        class_name="input",
    )


def _chip(group: str) -> rx.Component:
    chosen = State.filters.status.contains(group)  # type: ignore[attr-defined]
    return rx.el.button(
        rx.cond(chosen, icon("check", 12), rx.fragment()),
        group,
        type="button",
        class_name="chip line",
        aria_pressed=rx.cond(chosen, "true", "false"),
        on_click=handler(State.filter)("status", group),
    )


def _toggle(text: str, name: str, on: rx.Var[bool] | bool, key: str) -> rx.Component:
    return rx.el.button(
        icon(name, 12),
        text,
        type="button",
        class_name="chip line",
        aria_pressed=rx.cond(on, "true", "false"),
        on_click=handler(State.filter)(key, ~rx.Var.create(on)),
    )


def _owner() -> rx.Component:
    return rx.el.select(
        rx.el.option("Every owner", value=""),
        rx.foreach(State.owners, _person),
        value=State.filters.owner,
        on_change=lambda chosen: handler(State.filter)("owner", chosen),
        aria_label="Owner",
        class_name=rx.cond(State.filters.owner == "", "chip dash", "chip line on"),
    )


def _person(one: OwnerOption) -> rx.Component:
    return rx.el.option(one.name, value=one.id, key=one.id)


def _type() -> rx.Component:
    return rx.el.select(
        rx.el.option("Every type", value=""),
        *[rx.el.option(CONTENT_TYPE_LABELS[one], value=one.value) for one in ContentType],
        value=State.filters.type,
        on_change=lambda chosen: handler(State.filter)("type", chosen),
        aria_label="Content type",
        class_name=rx.cond(State.filters.type == "", "chip dash", "chip line on"),
    )


def _clear() -> rx.Component:
    return rx.el.button(
        icon("x", 12), "Clear", type="button", class_name="link", on_click=State.clear
    )


def _sort() -> rx.Component:
    return rx.el.select(
        *[rx.el.option(said, value=sort.value) for sort, said in SORTS.items()],
        value=State.filters.sort,
        on_change=lambda chosen: handler(State.filter)("sort", chosen),
        aria_label="Order",
        class_name="chip sort",
    )


def _view() -> rx.Component:
    return rx.el.div(
        _way("layout-list", "List", board=False),
        _way("columns-3", "Board", board=True),
        class_name="seg",
        role="group",
        aria_label="Shown as",
    )


def _way(name: str, label: str, *, board: bool) -> rx.Component:
    on = State.filters.board == board
    return rx.el.button(
        icon(name, 14),
        label,
        type="button",
        aria_pressed=rx.cond(on, "true", "false"),
        class_name=rx.cond(on, "on", ""),
        on_click=handler(State.filter)("board", board),
    )
