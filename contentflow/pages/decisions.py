"""The decisions tab of the campaign page: what every agent proposed, and what became of it."""

from typing import Any

import reflex as rx

from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName, Outcome
from contentflow.pages.components import agent_tile
from contentflow.pages.reviews import review_links
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_decisions import DecisionGroup, DecisionRow, DiffPiece
from contentflow.state.campaign_rows import AgentRow
from contentflow.state.campaign_slots import joined
from contentflow.state.events import handler


class PlaceLink(rx.Component):
    """A button that goes to a block of the text."""

    library = "/public/marks.jsx"
    tag = "PlaceLink"
    place: rx.Var[str]
    label: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_go`: the text has to be open."""
        return {**super().get_event_triggers(), "on_go": rx.event.no_args_event_spec}


def decisions() -> rx.Component:
    """Filters, what is being worked on now, and the decisions by agent."""
    return rx.el.div(
        rx.el.div(
            rx.cond(State.decision_counts.all > 0, _filters()),
            rx.foreach(joined(State, "agents"), _at_work),
            rx.foreach(State.decisions, _group),
            rx.cond(State.decisions, rx.fragment(), _nothing()),
            class_name="decisions",
        ),
        id="panel-decisions",
        role="tabpanel",
        tab_index=0,
        aria_label="Decisions",
        hidden=State.tab != "decisions",
        class_name="doc_scroll",
    )


def _filters() -> rx.Component:
    counts = State.decision_counts
    return rx.el.div(
        rx.el.div(
            _outcome("All", "", counts.all),
            _outcome("Kept", Outcome.KEPT, counts.kept),
            _outcome("Rejected", Outcome.REJECTED, counts.rejected),
            role="group",
            aria_label="Outcome",
            class_name="seg",
        ),
        rx.el.div(
            _agent("", "All agents"),
            *(
                _agent(name, AGENT_LABELS[name])
                for name in AGENT_ORDER
                if name is not AgentName.WRITER
            ),
            role="group",
            aria_label="Agent",
            class_name="seg",
        ),
        class_name="decision_filters",
    )


def _outcome(label: str, outcome: str, count: Any) -> rx.Component:
    chosen = State.outcome == outcome
    return rx.el.button(
        label,
        rx.el.span(count, class_name="num muted"),
        type="button",
        aria_pressed=chosen,
        on_click=handler(State.filter_outcome)(outcome),
        class_name=rx.cond(chosen, "on", ""),
    )


def _agent(name: str, label: str) -> rx.Component:
    chosen = State.agent == name
    return rx.el.button(
        label,
        type="button",
        aria_pressed=chosen,
        on_click=handler(State.filter_agent)(name),
        class_name=rx.cond(chosen, "on", ""),
    )


def _at_work(agent: AgentRow) -> rx.Component:
    wanted = (State.agent == "") | (State.agent == agent.name)
    return rx.cond(
        (agent.look == "live") & (agent.name != AgentName.WRITER) & wanted,
        rx.el.p(
            rx.icon("loader-circle", class_name="i s14 spin"),
            rx.el.b(agent.label),
            rx.el.span(agent.line, class_name="trunc"),
            class_name="at_work",
        ),
    )


def _group(group: DecisionGroup) -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            agent_tile(group.agent, "sm"),
            group.label,
            rx.el.span(group.count, class_name="muted num end"),
        ),
        rx.foreach(group.rows, _decision),
        key=group.agent,
        aria_label=f"Decisions of {group.label}",
    )


def _decision(row: DecisionRow) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.cond(
                row.outcome == Outcome.KEPT,
                _verdict("circle-check", "completed", "Kept"),
                _verdict("circle-x", "pending", "Rejected"),
            ),
            rx.el.span(row.check, class_name="med"),
            rx.cond(row.place != "", rx.el.span(row.place, class_name="muted")),
            rx.el.span(row.when, class_name="muted num end"),
            rx.cond(
                row.target != "",
                PlaceLink.create(place=row.target, label=row.check, on_go=State.show_in_text),
            ),
            class_name="row",
        ),
        rx.cond(row.what != "", rx.el.p(row.what)),
        rx.cond(row.pieces, rx.el.blockquote(rx.foreach(row.pieces, _piece))),
        rx.el.p(
            rx.cond(row.value != "", rx.el.span(row.value)),
            rx.cond(row.score != "", rx.el.span(row.score)),
            rx.cond(row.outcome == Outcome.KEPT, rx.fragment(), rx.el.span(row.why)),
            class_name="m num",
        ),
        review_links(row.key, row.review, "Accept", "Reject"),
        key=row.key,
        custom_attrs={"data-outcome": row.outcome},
        class_name="decision",
    )


def _verdict(icon: str, kind: str, word: str) -> rx.Component:
    return rx.el.span(rx.icon(icon, class_name="i s14"), word, class_name=f"status {kind}")


def _piece(piece: DiffPiece) -> rx.Component:
    return rx.match(
        piece.kind,
        ("removed", rx.el.del_(piece.text)),
        ("added", rx.el.ins(piece.text)),
        rx.el.span(piece.text),
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.icon("list-checks", class_name="i s20"),
        rx.cond(
            State.decision_counts.all > 0,
            rx.fragment(
                rx.el.b("Nothing matches"),
                rx.el.span("No decision of this agent ended this way.", class_name="t1"),
            ),
            rx.fragment(
                rx.el.b("No decisions yet"),
                rx.el.span(
                    "Every proposed edit is measured; kept or rejected, it appears here"
                    " as soon as the second agent starts.",
                    class_name="t1",
                ),
            ),
        ),
        class_name="empty",
    )
