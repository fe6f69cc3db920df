"""The five agent cards of the campaign page, and what can be done about each agent."""

import reflex as rx
from reflex.event import EventSpec

from contentflow.names import AgentName
from contentflow.pages.components import agent_tile, icon, progress_bar, status_badge
from contentflow.pages.parts import ClickNow
from contentflow.pages.trying import trying
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_rows import AgentRow
from contentflow.state.campaign_slots import joined
from contentflow.state.controls import ControlsState as Controls
from contentflow.state.events import handler
from contentflow.state.rerun import RerunState as Rerun
from contentflow.state.results import ResultsState as Results


def agent_cards() -> rx.Component:
    """The cards in run order."""
    return rx.el.section(
        rx.foreach(joined(State, "agents"), _card), aria_label="Agents", class_name="agents"
    )


def _card(agent: AgentRow, index: int) -> rx.Component:
    return rx.el.article(
        ClickNow.create(
            _head(agent),
            rx.el.p(agent.line, title=agent.line, class_name="now"),
            progress_bar(agent.progress, agent.kind, f"{agent.label} progress"),
            _meta(agent, index),
            rx.cond(agent.outdated != "", _outdated(agent)),
            truth=State.controls.truth,
            refused=f"{Controls.refusal}{Rerun.refusal}{Rerun.question}",
        ),
        key=agent.name,
        aria_label=f"{agent.label}, {agent.status}",
        class_name=f"agent_card {agent.look}",
    )


def _head(agent: AgentRow) -> rx.Component:
    return rx.el.div(
        agent_tile(agent.name),
        rx.el.span(_menu(agent), class_name="row grow"),
        status_badge(agent.kind, agent.status),
        class_name="row hd",
    )


def _menu(agent: AgentRow) -> rx.Component:
    """The agent's name opens what can be done and what can be read."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                rx.el.span(agent.label, class_name="trunc"),
                icon("chevron-down", 12),
                type="button",
                class_name="opens",
            )
        ),
        rx.dropdown_menu.content(
            rx.cond(
                State.may_edit & agent.again,
                _item("rotate-cw", "Run again", handler(Rerun.run_again)(agent.name), "starting"),
            ),
            _item("history", "Results", handler(Results.show)(agent.name)),
            rx.cond(
                agent.name != AgentName.WRITER,
                _item("list-checks", "Decisions", handler(State.show_decisions)(agent.name)),
            ),
            class_name="menu",
        ),
    )


def _item(name: str, text: str, does: EventSpec, tries: str = "") -> rx.Component:
    extra = {"custom_attrs": {"data-try": tries}} if tries else {}
    return rx.dropdown_menu.item(icon(name, 14), text, on_select=does, **extra)


def _meta(agent: AgentRow, index: int) -> rx.Component:
    cached = rx.el.span(icon("zap", 12), agent.cache, class_name="cache trunc", title=agent.cache)
    return rx.el.div(
        rx.el.span(
            State.clock.agents[index],
            rx.cond(agent.cache != "", cached),
            class_name="row g1",
        ),
        rx.cond(State.may_edit & (agent.retry | agent.skip), _mend(agent), _score(agent)),
        class_name="meta num",
    )


def _mend(agent: AgentRow) -> rx.Component:
    """What to do about a failed agent."""
    return rx.el.span(
        rx.cond(agent.retry, _link("Retry", "retrying", handler(Controls.retry)(agent.name))),
        rx.cond(agent.skip, _link("Skip", "skipping", handler(Controls.skip)(agent.name))),
        class_name="end row",
    )


def _link(verb: str, tries: str, does: EventSpec) -> rx.Component:
    return rx.el.button(*trying(verb, tries), type="button", class_name="link", on_click=does,
                        custom_attrs={"data-try": tries})  # fmt: skip


def _outdated(agent: AgentRow) -> rx.Component:
    again = _link("Run again", "starting", handler(Rerun.run_again)(agent.name))
    return rx.el.div(
        icon("history", 12),
        rx.el.span(agent.outdated, class_name="trunc grow", title=agent.outdated),
        rx.cond(State.may_edit & agent.again, again),
        class_name="outdated num",
    )


def _score(agent: AgentRow) -> rx.Component:
    return rx.el.span(
        rx.cond(agent.score_before != "", f"{agent.score_before} → ", ""),
        rx.cond(agent.score_label != "", agent.score_label, ""),
        rx.el.b(agent.score),
        rx.cond(agent.delta != "", rx.el.span(agent.delta, class_name=f"delta {agent.delta_kind}")),
        rx.cond(agent.score_note != "", agent.score_note, ""),
        class_name="end row g1 nowrap",
    )
