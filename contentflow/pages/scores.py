"""The right column of the campaign page: four gauges and the checks behind them."""

from typing import Any

import reflex as rx

from contentflow.names import ScoreName
from contentflow.pages.editor import draft_gauges, draft_groups, draft_summary, editing
from contentflow.pages.review import review
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_scores import CheckGroup, CheckRow, Gauge, aims_var
from contentflow.state.campaign_slots import joined
from contentflow.state.events import handler

_ENDED = "The run ended before the draft was measured"


def scores() -> rx.Component:
    """Gauges, then the checks of each score: what fails, and the rest folded away.

    While somebody edits the text they are those of the draft.
    """
    return rx.cond(
        editing(),
        _rail("Your draft", draft_summary(), draft_gauges(), rx.foreach(draft_groups(), _group)),
        _rail(
            "Scores",
            rx.cond(State.measured, rx.el.span(_summary(), class_name="end muted num")),
            State.gauges,
            rx.cond(State.measured, rx.foreach(joined(State, "groups"), _group), _unmeasured()),
        ),
    )


def _rail(name: str, about: rx.Component, gauges: Any, checks: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(rx.el.h3(name), about, class_name="rail_h"),
        rx.el.div(rx.foreach(gauges, _gauge), class_name="gauges"),
        rx.el.div(
            checks,
            tab_index=0,
            role="group",
            aria_label="Checks",
            class_name="checks",
        ),
        review(),
        aria_label="Scores",
        class_name="rail_r",
    )


def _summary() -> rx.Component:
    return rx.match(
        State.failing,
        (0, "All checks on target"),
        (1, "1 check below target"),
        f"{State.failing} checks below target",
    )


def _unmeasured() -> rx.Component:
    return rx.el.p(
        rx.match(
            State.head.kind,
            ("failed", _ENDED),
            ("cancelled", _ENDED),
            ("needs_attention", _ENDED),
            "Checks appear when the draft is measured",
        ),
        class_name="unmeasured",
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
    return rx.el.section(
        rx.el.h4(
            rx.el.span(group.label, " ", rx.el.b(group.score)),
            rx.cond(group.score != "", rx.el.span(" of 100", class_name="sr")),
            rx.el.span(group.points, class_name="end count num"),
            class_name="gh",
        ),
        rx.foreach(group.rows, lambda check: _check(check, group)),
        rx.cond(group.rest, _rest(group)),
        key=group.name,
        aria_label=f"{group.label} checks",
        class_name="check_group",
    )


def _rest(group: CheckGroup) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.cond(
                group.applies,
                rx.icon("circle-check", class_name="i s14 good"),
                rx.icon("circle-minus", class_name="i s14"),
            ),
            rx.el.span(group.rest_words),
            rx.icon("chevron-right", class_name="i s12 turn"),
        ),
        rx.foreach(group.rest, lambda check: _check(check, group)),
        class_name="rest",
    )


def _check(check: CheckRow, group: CheckGroup) -> rx.Component:
    fixed = rx.el.span(
        "Just fixed by ", group.fixed_by[check.id], role="status", class_name="fixed_by"
    )
    return rx.el.div(
        _mark_of(check),
        rx.el.details(
            rx.el.summary(_said(check, group.name), class_name="sum"),
            rx.el.p(_aim(check, group.name, "advice"), class_name="advice"),
            rx.el.p(State.basis[check.id].source, class_name="basis"),
        ),
        rx.cond(rx.Var.create(group.placed).contains(check.id), _show(check)),
        rx.cond(check.kind == "fixed", fixed),
        key=check.id,
        custom_attrs={"data-check": check.id},
        class_name=f"check_row {check.kind}",
    )


def _aim(check: CheckRow, score: str, part: str) -> rx.Var[str]:
    aims = ((name.value, getattr(State, aims_var(name))[check.id]) for name in ScoreName)
    return rx.match(score, *((name, getattr(aim, part)) for name, aim in aims), "")


def _said(check: CheckRow, score: str) -> rx.Component:
    basis, threshold = State.basis[check.id], _aim(check, score, "threshold")
    return rx.fragment(
        rx.el.span(basis.label, class_name="t"),
        rx.el.span(
            rx.el.span(
                rx.cond(check.kind == "none", check.shown, rx.el.b(check.shown)),
                rx.cond(
                    (check.kind != "none") & (threshold != ""),
                    f", target {threshold}",
                    "",
                ),
            ),
            rx.cond(check.points != "", rx.el.span(check.points, class_name="pts")),
            class_name="d num",
        ),
        rx.cond(
            check.kind == "failing",
            rx.el.span(basis.source, title=basis.source, class_name="d trunc basis"),
        ),
    )


def _mark_of(check: CheckRow) -> rx.Component:
    return rx.match(
        check.kind,
        ("failing", _icon("triangle-alert", "", "Below target: ")),
        ("none", _icon("circle-minus", "none", "")),
        _icon("circle-check", "good", "On target: "),
    )


def _icon(name: str, look: str, said: str) -> rx.Component:
    return rx.el.span(
        rx.icon(name, class_name=f"i s14 {look}", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(said, class_name="sr"),
        class_name="ic",
    )


def _show(check: CheckRow) -> rx.Component:
    shown = State.marks.check_id == check.id
    return rx.el.button(
        rx.cond(shown, "Hide marks", "Show in text"),
        rx.el.span(f": {State.basis[check.id].label}", class_name="sr"),
        type="button",
        aria_pressed=shown,
        on_click=handler(State.show_check)(check.id),
        class_name="link",
    )
