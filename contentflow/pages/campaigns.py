"""The campaign list: a table or a board where there is room, cards where there is not."""

import reflex as rx

from contentflow import routes
from contentflow.pages.campaign_filters import campaign_filters
from contentflow.pages.components import (
    agent_dots,
    avatar,
    empty_state,
    icon,
    priority_cell,
    progress_cell,
    skeleton,
    status_badge,
)
from contentflow.pages.layout import link, page
from contentflow.pages.parts import Hold
from contentflow.pages.selection import pick, selection_bar
from contentflow.state.campaigns import CampaignsState as State
from contentflow.state.events import handler
from contentflow.state.rows import CampaignGroup, CampaignLine

_COLUMNS = (
    ("Campaign", ""),
    ("Status", "c-status"),
    ("Progress", "c-progress"),
    ("Agents", "c-agents"),
    ("Priority", "c-priority"),
    ("Owner", "c-owner"),
    ("Time", "c-time"),
    ("Score", "c-score r"),
    ("Cost", "c-cost r"),
)


def campaigns() -> rx.Component:
    """All campaigns this person may see."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("empty", _first_use()),
                ("nothing", rx.fragment(campaign_filters(), _nothing())),
                rx.fragment(campaign_filters(), _rows(), _more(), selection_bar(State)),
            ),
            class_name=rx.cond(State.filters.board, "page as_board", "page"),
        ),
        title="Campaigns",
    )


def _rows() -> rx.Component:
    """Rows stay where they are while the pointer is over them."""
    return Hold.create(_table(), _cards(), on_hold=State.hold, class_name="held")


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(rx.el.h1("Campaigns"), rx.el.p(State.summary, class_name="num")),
        rx.cond(
            State.phase == "empty",
            rx.fragment(),
            rx.el.span(_new_campaign(), class_name="row end"),
        ),
        class_name="page_head",
    )


def _new_campaign() -> rx.Component:
    return link(routes.NEW_CAMPAIGN, icon("plus", 14), "New campaign", class_name="btn solid")


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(_pick_all(), *[_column(name, look) for name, look in _COLUMNS])),
            rx.foreach(State.groups, _group),
            class_name="tbl campaigns",
        ),
        class_name="tblwrap list",
    )


def _pick_all() -> rx.Component:
    return rx.el.th(
        rx.el.input(
            type="checkbox",
            checked=State.bar.every,
            on_change=handler(State.select_all)(),
            aria_label="Select all",
        ),
        scope="col",
        class_name="c-pick",
    )


def _column(name: str, look: str) -> rx.Component:
    hidden = rx.el.span(name, class_name="sr") if name == "Owner" else name
    return rx.el.th(hidden, class_name=look, scope="col")


def _group(group: CampaignGroup) -> rx.Component:
    heading = rx.el.th(
        group.name,
        " ",
        rx.el.span(group.count, class_name="muted num"),
        col_span=len(_COLUMNS) + 1,
        scope="rowgroup",
    )
    return rx.el.tbody(
        rx.cond(group.name != "", rx.el.tr(heading, class_name="grp")),
        rx.foreach(group.lines, _row),
        key=group.name,
    )


def _row(line: CampaignLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(pick(State, line), class_name="c-pick"),
        rx.el.td(
            link(line.href, line.title, class_name="med trunc", display="block", title=line.title),
            rx.el.span(line.kind, _approved(line), class_name="t1 muted nowrap"),
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


def _approved(line: CampaignLine) -> rx.Component:
    return rx.cond(line.approved != "", rx.fragment(" · ", line.approved), rx.fragment())


def _cards() -> rx.Component:
    return rx.el.div(rx.foreach(State.groups, _card_group), class_name="cards")


def _card_group(group: CampaignGroup) -> rx.Component:
    heading = rx.el.h2(
        rx.el.span(group.name), rx.el.span(group.count, class_name="muted num"), class_name="row"
    )
    return rx.el.section(
        rx.cond(group.name != "", heading),
        rx.foreach(group.lines, _card),
        key=group.name,
        aria_label=group.name,
    )


def _card(line: CampaignLine) -> rx.Component:
    picked = State.selected.contains(line.id)  # type: ignore[attr-defined]
    return rx.el.article(
        rx.el.span(
            link(line.href, line.title, class_name="med grow opens_card"),
            pick(State, line),
            class_name="row top",
        ),
        rx.el.span(
            rx.el.span(line.kind, _approved(line), class_name="t1 muted grow"),
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
            avatar(line.initials, line.owner),
            class_name="row",
        ),
        class_name=rx.cond(picked, "campaign_card sel", "campaign_card"),
        key=line.id,
    )


def _more() -> rx.Component:
    button = rx.el.button(
        "Show more", type="button", class_name="btn outline", on_click=State.show_more
    )
    return rx.cond(
        State.more, rx.el.div(button, class_name="row", padding_top="var(--space-4)"), rx.fragment()
    )


def _loading() -> rx.Component:
    row = rx.el.div(
        skeleton("34%"), skeleton("12%"), skeleton("12%"), skeleton("14%"), class_name="skelrow"
    )
    return rx.el.div(*[row] * 8, class_name="tblwrap", aria_busy=True, aria_label="Loading")


def _first_use() -> rx.Component:
    return empty_state(
        "No campaigns yet",
        "Write a brief; five agents write, measure and improve the article while you watch.",
        _new_campaign(),
    )


def _nothing() -> rx.Component:
    clear = rx.el.button(
        "Clear filters", type="button", class_name="btn outline", on_click=State.clear
    )
    return rx.cond(
        State.narrow,
        empty_state("Nothing matches", "No campaign fits these words and filters.", clear),
        empty_state(
            "Nothing here now",
            "What there was is in the archive.",
            _new_campaign(),
        ),
    )
