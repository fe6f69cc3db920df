"""The campaigns of a batch: counts that filter, a table of a hundred rows, cards on a phone."""

import reflex as rx

from contentflow.pages.components import (
    agent_dots,
    avatar,
    empty_state,
    icon,
    priority_cell,
    progress_cell,
    status_badge,
)
from contentflow.pages.layout import link
from contentflow.pages.parts import Hold
from contentflow.pages.selection import pick
from contentflow.state.batch import BatchState as State
from contentflow.state.batch_picks import BatchPicksState as Picks
from contentflow.state.batch_rows import CountChip, MemberLine
from contentflow.state.batch_slots import joined
from contentflow.state.events import handler

_COLUMNS = (  # name, look, what it sorts by
    ("Row", "c-row r", "row"),
    ("Campaign", "", "topic"),
    ("Status", "c-status", "status"),
    ("Progress", "c-progress", "progress"),
    ("Agents", "c-agents", ""),
    ("Priority", "c-priority", ""),
    ("Owner", "c-owner", ""),
    ("Time", "c-time", ""),
    ("Score", "c-score r", "score"),
    ("Cost", "c-cost r", "cost"),
)
_ORDERS = {
    "row": "By row",
    "status": "By status",
    "topic": "By topic",
    "progress": "By progress",
    "score": "Best score first",
    "cost": "Dearest first",
}


def batch_rows() -> rx.Component:
    """Rows stay where they are while the pointer is over them."""
    return rx.el.section(
        _filters(),
        rx.cond(
            Picks.refusal != "",
            rx.el.p(icon("circle-x", 14), Picks.refusal, role="alert", class_name="err"),
        ),
        rx.cond(
            State.phase == "nothing",
            _nothing(),
            rx.fragment(
                Hold.create(_table(), _cards(), on_hold=State.hold, class_name="held"), _pages()
            ),
        ),
        aria_label="Campaigns",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.label(
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
        ),
        rx.el.span(
            rx.foreach(State.chips, _chip),
            class_name="row chips_here",
            role="group",
            aria_label="Status",
        ),
        rx.cond(State.narrow, _clear()),
        rx.el.span(_archive(), _sort(), class_name="row end view"),
        class_name="filters wrap",
        role="search",
    )


def _chip(chip: CountChip) -> rx.Component:
    chosen = State.filters.status == chip.name
    return rx.el.button(
        rx.cond(chosen, icon("check", 12), rx.fragment()),
        chip.name,
        rx.el.span(chip.count, class_name="muted num"),
        type="button",
        class_name="chip line",
        aria_pressed=rx.cond(chosen, "true", "false"),
        on_click=handler(State.filter)("status", chip.name),
        key=chip.name,
    )


def _clear() -> rx.Component:
    return rx.el.button(
        icon("x", 12), "Clear", type="button", class_name="link", on_click=State.clear
    )


def _archive() -> rx.Component:
    on = State.filters.archived
    return rx.el.button(
        icon("archive", 12),
        "Archive",
        type="button",
        class_name="chip line",
        aria_pressed=rx.cond(on, "true", "false"),
        on_click=handler(State.filter)("archived", ~rx.Var.create(on)),
    )


def _sort() -> rx.Component:
    return rx.el.select(
        *[rx.el.option(said, value=name) for name, said in _ORDERS.items()],
        value=State.filters.sort,
        on_change=lambda chosen: handler(State.filter)("sort", chosen),
        aria_label="Order",
        class_name="chip sort",
    )


def _table() -> rx.Component:
    heads = [_column(name, look, sorts) for name, look, sorts in _COLUMNS]
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(_pick_all(), *heads)),
            rx.el.tbody(rx.foreach(joined(State), _row)),
            class_name="tbl campaigns members",
        ),
        class_name="tblwrap list",
    )


def _pick_all() -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        checked=State.bar.every,
        on_change=handler(State.select_all)(),
        aria_label="Select all on this page",
    )
    return rx.el.th(box, scope="col", class_name="c-pick")


def _column(name: str, look: str, sorts: str) -> rx.Component:
    if not sorts:
        hidden = rx.el.span(name, class_name="sr") if name == "Owner" else name
        return rx.el.th(hidden, class_name=look, scope="col")
    on = State.filters.sort == sorts
    button = rx.el.button(
        name,
        rx.cond(on, icon("chevron-down", 12), rx.fragment()),
        type="button",
        class_name="sorts",
        on_click=handler(State.filter)("sort", sorts),
    )
    order = "descending" if sorts in ("progress", "score", "cost") else "ascending"
    return rx.el.th(
        button,
        class_name=look,
        scope="col",
        custom_attrs={"aria-sort": rx.cond(on, order, "none")},
    )


def _row(line: MemberLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(pick(State, line), class_name="c-pick"),
        rx.el.td(line.number, class_name="r num t1 muted"),
        rx.el.td(
            link(line.href, line.title, class_name="med trunc", display="block", title=line.title),
            rx.el.span(line.kind, class_name="t1 muted nowrap"),
        ),
        rx.el.td(status_badge(line.status, line.status_words), title=line.status_words),
        rx.el.td(progress_cell(line)),
        rx.el.td(agent_dots(line.agents, line.agents_words)),
        rx.el.td(priority_cell(line), class_name="c-priority"),
        rx.el.td(avatar(line.initials, line.owner), class_name="c-owner"),
        rx.el.td(line.time, class_name="t1 num nowrap"),
        rx.el.td(line.score, class_name="r num med"),
        rx.el.td(line.cost, class_name="r num t1 muted nowrap"),
        key=line.id,
        class_name=rx.cond(State.selected.contains(line.id), "sel", ""),  # type: ignore[attr-defined]
    )


def _cards() -> rx.Component:
    return rx.el.div(
        rx.el.section(rx.foreach(joined(State), _card)), class_name="cards members_cards"
    )


def _card(line: MemberLine) -> rx.Component:
    picked = State.selected.contains(line.id)  # type: ignore[attr-defined]
    return rx.el.article(
        rx.el.span(
            link(line.href, line.title, class_name="med grow opens_card"),
            pick(State, line),
            class_name="row top",
        ),
        rx.el.span(
            rx.el.span("Row ", line.number, ", ", line.kind, class_name="t1 muted grow num"),
            rx.cond(line.urgent, priority_cell(line), rx.fragment()),
            class_name="row",
        ),
        rx.el.span(
            status_badge(line.status, line.status_words),
            rx.el.span(line.time, class_name="t1 muted num end nowrap"),
            class_name="row",
        ),
        rx.cond(line.started, progress_cell(line), rx.fragment()),
        rx.el.span(
            agent_dots(line.agents, line.agents_words),
            rx.el.span(line.cost, class_name="t1 muted num end"),
            rx.el.span("score ", rx.el.b(line.score), class_name="t1 num"),
            class_name="row",
        ),
        class_name=rx.cond(picked, "campaign_card sel", "campaign_card"),
        key=line.id,
    )


def _pages() -> rx.Component:
    return rx.el.nav(
        rx.el.span(State.span, class_name="t1 muted num", role="status"),
        rx.cond(
            State.more | (State.filters.page > 0),
            rx.el.span(
                _turn("chevron-left", "Previous 100", -1, State.filters.page > 0),
                _turn("chevron-right", "Next 100", 1, State.more),
                class_name="row end",
            ),
        ),
        class_name="row pager",
        aria_label="Pages",
    )


def _turn(name: str, label: str, pages: int, there: rx.Var[bool] | bool) -> rx.Component:
    return rx.cond(
        there,
        rx.el.button(
            icon(name, 14),
            label,
            type="button",
            class_name="btn outline",
            on_click=handler(State.turn)(pages),
        ),
    )


def _nothing() -> rx.Component:
    clear = rx.el.button(
        "Clear filters", type="button", class_name="btn outline", on_click=State.clear
    )
    return rx.cond(
        State.narrow,
        empty_state("Nothing matches", "No campaign fits these words and filters.", clear),
        empty_state("No campaigns left", "They were deleted, or put into the archive."),
    )
