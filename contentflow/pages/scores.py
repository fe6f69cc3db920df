"""The right column of the campaign page: four gauges and the checks behind them."""

import reflex as rx

from contentflow.pages.article import show_in_text
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_scores import CheckGroup, CheckRow, Gauge

_ENDED = "The run ended before the draft was measured"


def scores() -> rx.Component:
    """Gauges, failing checks by score, and the count of those on target."""
    return rx.el.aside(
        rx.el.div("Scores", class_name="rail_h"),
        rx.el.div(rx.foreach(State.gauges, _gauge), class_name="gauges"),
        rx.el.div(
            rx.cond(
                State.measured,
                rx.fragment(rx.foreach(State.groups, _group), _passing()),
                rx.el.p(
                    rx.match(
                        State.head.kind,
                        ("failed", _ENDED),
                        ("cancelled", _ENDED),
                        ("needs_attention", _ENDED),
                        "Checks appear when the draft is measured",
                    ),
                    class_name="unmeasured",
                ),
            ),
            tab_index=0,
            aria_label="Checks below target",
            class_name="checks",
        ),
        aria_label="Scores",
        class_name="rail_r",
    )


def _gauge(gauge: Gauge) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _ring(gauge),
            rx.el.span(gauge.shown, class_name=rx.cond(gauge.kind == "pending", "v muted", "v")),
            class_name="ring",
        ),
        rx.el.span(gauge.label, class_name="n"),
        rx.el.span(
            rx.match(
                gauge.kind,
                ("completed", rx.icon("check", class_name="i s12")),
                ("warn", rx.icon("triangle-alert", class_name="i s12")),
                rx.icon("circle-dashed", class_name="i s12"),
            ),
            gauge.word,
            class_name=f"status {gauge.kind}",
        ),
        title=gauge.title,
        key=gauge.name,
        class_name="score_gauge",
    )


def _ring(gauge: Gauge) -> rx.Component:
    circle = {"cx": "26", "cy": "26", "r": "23.5"}
    empty = rx.el.circle(
        **circle, custom_attrs={"stroke": "var(--gray-5)", "strokeDasharray": "3 5"}
    )
    track = rx.el.circle(**circle, custom_attrs={"stroke": "var(--gray-4)"})
    arc = rx.el.circle(
        **circle,
        custom_attrs={
            "stroke": f"var(--{gauge.colour}-9)",
            "strokeDasharray": gauge.dash,
            "strokeLinecap": "round",
        },
    )
    tick = rx.el.line(
        x1=gauge.tick[0],
        y1=gauge.tick[1],
        x2=gauge.tick[2],
        y2=gauge.tick[3],
        custom_attrs={"stroke": "var(--gray-12)", "strokeWidth": "2", "strokeLinecap": "round"},
    )
    return rx.el.svg(
        rx.cond(gauge.kind == "pending", empty, rx.fragment(track, arc, tick)),
        custom_attrs={"viewBox": "-3 -3 58 58", "aria-hidden": "true"},
    )


def _group(group: CheckGroup) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.span(group.label),
            rx.el.span(group.count, class_name="end count"),
            class_name="gh",
        ),
        rx.foreach(group.rows, _failing),
    )


def _failing(check: CheckRow) -> rx.Component:
    return _row(check, rx.icon("triangle-alert", class_name="i s14"))


def _on_target(check: CheckRow) -> rx.Component:
    return _row(check, rx.icon("circle-check", class_name="i s14 good"))


def _row(check: CheckRow, icon: rx.Component) -> rx.Component:
    return rx.el.div(
        icon,
        rx.el.span(check.label, class_name="t"),
        rx.cond(check.target != "", show_in_text(check.target), rx.el.span()),
        rx.el.span(
            rx.el.b(check.shown),
            rx.cond(check.threshold != "", f", target {check.threshold}", ""),
            class_name="d num",
        ),
        title=check.advice,
        key=check.id,
        class_name="check_row",
    )


def _passing() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.span(rx.icon("circle-check", class_name="i s14"), class_name="status completed"),
            rx.cond(
                State.groups,
                f"{State.passing_count} checks on target",
                "All checks on target",
            ),
            rx.el.button(
                rx.cond(State.show_passing, "Hide", "Show all"),
                type="button",
                aria_expanded=State.show_passing,
                on_click=State.toggle_passing,
                class_name="link end",
            ),
            class_name="gh on_target",
        ),
        rx.cond(State.show_passing, rx.foreach(State.passing, _on_target)),
    )
