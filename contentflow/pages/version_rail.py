"""The version rail of the Changes tab: who made which version, and which two are compared."""

import reflex as rx

from contentflow.pages.components import agent_tile, icon
from contentflow.pages.reviews import may_review
from contentflow.state.campaign import CampaignState
from contentflow.state.events import handler
from contentflow.state.version_rows import Dot, VersionLine
from contentflow.state.versions import VersionsState as State


def version_rail() -> rx.Component:
    """The versions, the latest first, below how their score went."""
    return rx.el.section(
        rx.el.div(
            rx.el.h3("Versions"),
            rx.el.span("Overall score", class_name="t1 muted end"),
            class_name="hd",
        ),
        rx.cond(State.score_line.path != "", _drawing()),
        rx.el.ol(
            rx.cond(State.working, _being_written()),
            rx.foreach(State.lines, _version),
            class_name="vers",
        ),
        rx.cond(
            State.older != "",
            rx.el.button(
                "Older versions", type="button", on_click=State.show_more, class_name="link more"
            ),
        ),
        _restore(),
        aria_label="Versions",
        class_name="version_rail",
    )


def _drawing() -> rx.Component:
    line = State.score_line
    return rx.el.svg(
        _run(line.path, "var(--gray-8)", "1.5"),
        _run(line.between, "var(--accent-9)", "2"),
        rx.foreach(line.dots, _dot),
        custom_attrs={"viewBox": "0 0 248 56", "role": "img", "aria-label": line.words},
        class_name="spark",
    )


def _run(path: rx.Var[str] | str, colour: str, width: str) -> rx.Component:
    attributes = {"d": path, "fill": "none", "stroke": colour, "strokeWidth": width}
    return rx.el.path(custom_attrs=attributes)


def _dot(dot: Dot) -> rx.Component:
    look = rx.cond(dot.chosen, "dot on", "dot")
    return rx.el.g(
        rx.el.circle(custom_attrs={"cx": dot.x, "cy": dot.y, "r": rx.cond(dot.chosen, "4", "3")}),
        rx.el.text(
            dot.label, custom_attrs={"x": dot.x, "y": dot.y, "dy": "-8", "textAnchor": "middle"}
        ),
        class_name=look,
        key=dot.x,
    )


def _being_written() -> rx.Component:
    chosen = State.new == 0
    return rx.el.li(
        rx.el.span(icon("loader-circle", 14, spin=True), class_name="tile live"),
        rx.el.button(
            "Being written",
            type="button",
            aria_pressed=chosen,
            on_click=handler(State.pick)(0),
            class_name="n",
        ),
        rx.el.span(CampaignState.decision_counts.kept, " edits kept so far", class_name="d num"),
        rx.cond(chosen, rx.el.span("New", class_name="ab")),
        class_name=rx.cond(chosen, "ver sel", "ver"),
    )


def _version(one: VersionLine) -> rx.Component:
    is_new, is_old = State.new == one.number, State.old == one.number
    return rx.el.li(
        rx.cond(
            one.agent == "human",
            rx.el.span(icon("user-pen", 14), class_name="tile a-human", aria_hidden=True),
            agent_tile(one.agent),
        ),
        rx.el.button(
            rx.el.span("v", one.number, class_name="vt num"),
            rx.el.span(one.author, class_name="trunc"),
            type="button",
            title=f"What version {one.number} changed",
            aria_pressed=is_new,
            on_click=handler(State.pick)(one.number),
            class_name="n",
        ),
        rx.el.span(
            rx.el.b(one.score, class_name="bold"),
            rx.cond(one.delta != "", rx.el.span(one.delta, class_name=f"delta {one.delta_kind}")),
            class_name="row g1 num sc",
        ),
        rx.el.span(one.about, rx.el.span(one.when, class_name="when"), class_name="d num"),
        rx.cond(is_new, rx.el.span("New", class_name="ab"), _old(one, is_old)),
        key=one.number,
        class_name=rx.cond(is_new | is_old, "ver sel", "ver"),
    )


def _old(one: VersionLine, chosen: rx.Var[bool] | bool) -> rx.Component:
    """Compares with this one; only an older one can be the old one."""
    can = (State.new == 0) | (one.number < State.new)
    return rx.cond(
        can,
        rx.el.button(
            "Old",
            rx.el.span(f": compare with version {one.number}", class_name="sr"),
            type="button",
            aria_pressed=chosen,
            on_click=handler(State.pick_old)(one.number),
            class_name=rx.cond(chosen, "ab base on", "ab base"),
        ),
    )


def _restore() -> rx.Component:
    return rx.el.p(
        "Choose a version to see what it changed, and “Old” on another to compare the two. ",
        rx.cond(may_review() & (State.old > 0) & (State.old < State.latest), _restores(State.old)),
        rx.cond(may_review() & (State.new > 0) & (State.new < State.latest), _restores(State.new)),
        class_name="t1 muted hint2",
    )


def _restores(number: rx.Var[int] | int) -> rx.Component:
    return rx.el.button(
        f"Restore v{number}",
        type="button",
        title="Makes its text the next version; nothing is lost",
        on_click=handler(State.restore)(number),
        class_name="link",
    )
