"""The live campaign page: head, five agent cards, article beside scores, timeline."""

import reflex as rx

from contentflow import routes
from contentflow.names import AGENT_ORDER, AgentName, Priority
from contentflow.pages.article import article
from contentflow.pages.components import agent_tile, progress_bar, status_badge
from contentflow.pages.export import export_menu
from contentflow.pages.layout import page
from contentflow.pages.parts import Part, SelectNow, in_address
from contentflow.pages.presence import presence
from contentflow.pages.scores import scores
from contentflow.pages.share import share_button
from contentflow.pages.timeline_band import timeline_band
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_rows import AgentRow
from contentflow.state.campaign_slots import joined
from contentflow.state.events import handler


def campaign() -> rx.Component:
    """The page of one campaign; its `on_load` is `CampaignState.watch`."""
    return page(
        rx.cond(
            State.shown == in_address("campaign_id"),
            rx.match(
                State.phase,
                ("found", _workspace()),
                ("missing", _missing()),
                ("refused", _refused()),
                _loading(),
            ),
            _loading(),  # what came last is of the campaign one comes from
        ),
        title="Campaign",
        rail=True,
    )


def _workspace() -> rx.Component:
    return rx.el.div(
        _head(),
        Part.create(_agents(), label="The agents"),
        rx.el.div(
            Part.create(article(), label="The article"),
            Part.create(scores(), label="The scores"),
            class_name="desk",
        ),
        Part.create(timeline_band(), label="The timeline"),
        rx.el.div(State.announcement, role="status", aria_live="polite", class_name="sr"),
        class_name="workspace",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.nav(
            rx.el.a("Campaigns", href=routes.HOME),
            rx.icon("chevron-right", class_name="i s12"),
            rx.el.span(State.head.content_type),
            rx.cond(
                State.head.run != "",
                rx.fragment(
                    rx.icon("chevron-right", class_name="i s12"), rx.el.span(State.head.run)
                ),
            ),
            aria_label="Breadcrumb",
            class_name="crumb crow",
        ),
        _title(),
        rx.cond(State.refusal != "", rx.el.p(State.refusal, role="alert", class_name="err")),
        rx.cond(State.banner.kind != "", _banner(), _overall()),
        class_name="camp_head",
    )


def _title() -> rx.Component:
    return rx.el.div(
        rx.el.h1(State.head.topic, title=State.head.topic, class_name="trunc"),
        status_badge(State.head.kind, State.head.status, pill=True),
        rx.cond(
            State.head.priority != "",
            rx.el.span(
                rx.icon("flag", class_name="i s12"), State.head.priority, class_name="chip line"
            ),
        ),
        rx.el.span(class_name="grow"),
        rx.cond(State.may_edit & State.head.live, _priority()),
        presence(),
        share_button(),
        export_menu(),
        class_name="row g3 ttl",
    )


def _priority() -> rx.Component:
    return SelectNow.create(
        label="Priority",
        options=[one.value for one in Priority],
        value=State.head.rank,
        refused=State.refusal,
        on_pick=lambda chosen: handler(State.change_priority)(chosen, State.head.revision),
    )


def _overall() -> rx.Component:
    return rx.el.div(
        progress_bar(State.head.progress, State.head.kind, "Overall progress"),
        rx.el.div(
            rx.el.span(rx.el.b(State.head.progress, "%"), " done"),
            _fact(State.clock.left, "left"),
            _fact(State.head.waiting, ""),
            rx.cond(
                State.clock.elapsed != "",
                rx.el.span(State.clock.elapsed, " elapsed", class_name="el"),
            ),
            _fact(State.head.cost, State.head.cost_note),
            class_name="facts num",
        ),
        class_name="overall",
    )


def _fact(value: str, note: str) -> rx.Component:
    return rx.cond(value != "", rx.el.span(rx.el.b(value), " ", note))


def _banner() -> rx.Component:
    return rx.el.div(
        rx.match(
            State.banner.kind,
            ("completed", rx.icon("circle-check", class_name="i s14")),
            ("warn", rx.icon("triangle-alert", class_name="i s14")),
            ("failed", rx.icon("circle-x", class_name="i s14")),
            rx.icon("circle-slash", class_name="i s14"),
        ),
        rx.el.span(rx.el.b(State.banner.head, class_name="bold"), " ", State.banner.text),
        class_name=f"banner run_banner {State.banner.kind} num",
    )


def _agents() -> rx.Component:
    return rx.el.section(
        rx.foreach(joined(State, "agents"), _card), aria_label="Agents", class_name="agents"
    )


def _card(agent: AgentRow, index: int) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            agent_tile(agent.name),
            rx.el.span(_label(agent), class_name="med trunc grow"),
            status_badge(agent.kind, agent.status),
            class_name="row hd",
        ),
        rx.el.p(agent.line, title=agent.line, class_name="now"),
        progress_bar(agent.progress, agent.kind, f"{agent.label} progress"),
        rx.el.div(
            rx.el.span(
                State.clock.agents[index],
                rx.cond(agent.cached, _cached()),
                class_name="row g1",
            ),
            _score(agent),
            class_name="meta num",
        ),
        key=agent.name,
        aria_label=f"{agent.label}, {agent.status}",
        class_name=f"agent_card {agent.look}",
    )


def _label(agent: AgentRow) -> rx.Component:
    opens = rx.el.button(
        agent.label,
        type="button",
        title=f"Decisions of {agent.label}",
        on_click=handler(State.show_decisions)(agent.name),
        class_name="opens",
    )
    return rx.cond(agent.name == AgentName.WRITER, rx.fragment(agent.label), opens)


def _cached() -> rx.Component:
    return rx.el.span("· ", rx.icon("zap", class_name="i s12"), "cached", class_name="cache")


def _score(agent: AgentRow) -> rx.Component:
    return rx.el.span(
        rx.cond(agent.score_before != "", f"{agent.score_before} → ", ""),
        rx.cond(agent.score_label != "", agent.score_label, ""),
        rx.el.b(agent.score),
        rx.cond(agent.delta != "", rx.el.span(agent.delta, class_name=f"delta {agent.delta_kind}")),
        rx.cond(agent.score_note != "", agent.score_note, ""),
        class_name="end row g1",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.icon("file-question", class_name="i s20"),
        rx.el.h1("There is no such campaign"),
        rx.el.span("It was deleted, or it is not shared with you.", class_name="t1"),
        rx.el.a("All campaigns", href=routes.HOME, class_name="btn outline"),
        class_name="empty missing",
    )


def _refused() -> rx.Component:
    return rx.el.div(
        rx.icon("hourglass", class_name="i s20"),
        rx.el.h1("Not now"),
        rx.el.span(State.refusal, role="alert", class_name="t1"),
        rx.el.button("Try again", type="button", on_click=State.watch, class_name="btn outline"),
        class_name="empty missing",
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.header(_bone("320px", "20px"), _bone("100%", "6px"), class_name="camp_head bones"),
        rx.el.section(*(_bone_card() for _ in AGENT_ORDER), class_name="agents"),
        rx.el.div(
            rx.el.section(
                rx.el.div(
                    *(_bone(width, "14px") for width in ("60%", "94%", "96%", "52%")),
                    class_name="article bones",
                ),
                class_name="doc",
            ),
            rx.el.aside(class_name="rail_r"),
            class_name="desk",
        ),
        aria_busy=True,
        aria_label="Loading the campaign",
        class_name="workspace",
    )


def _bone(width: str, height: str) -> rx.Component:
    return rx.el.span(class_name="skel", style={"width": width, "height": height})


def _bone_card() -> rx.Component:
    return rx.el.article(
        rx.el.div(_bone("24px", "24px"), _bone("88px", "14px"), class_name="row"),
        rx.el.p(_bone("92%", "10px"), _bone("60%", "10px"), class_name="now bones"),
        rx.el.div(class_name="bar"),
        rx.el.div(_bone("56px", "12px"), class_name="row"),
        class_name="agent_card",
    )
