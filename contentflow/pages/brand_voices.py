"""The brand voices a person may use, and a new one."""

import reflex as rx

from contentflow.pages.components import described, empty_state, icon, skeleton, status_badge
from contentflow.pages.layout import link, page
from contentflow.state.brand_voices import BrandVoicesState as State
from contentflow.state.voice_rows import VoiceLine

_WHAT = "How your brand sounds, measured from your own texts. Choose one in a campaign’s brief."


def brand_voices() -> rx.Component:
    """All brand voices this person may use."""
    return page(
        rx.el.div(
            rx.el.header(
                rx.el.div(rx.el.h1("Brand voices"), rx.el.p(_WHAT)), class_name="page_head"
            ),
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("empty", _first_use()),
                rx.fragment(_new(), _list()),
            ),
            class_name="page voices",
        ),
        title="Brand voices",
    )


def _new() -> rx.Component:
    form = rx.el.form(
        rx.el.label("New brand voice", html_for="name", class_name="lab"),
        rx.el.div(
            rx.el.input(
                id="name",
                name="name",
                placeholder="Its name, like your brand’s",
                max_length=80,
                auto_complete="off",
                class_name="input",
                custom_attrs=described("name", State.problem),
            ),
            rx.el.button(icon("plus", 14), "Create", type="submit", class_name="btn solid"),
            class_name="row",
        ),
        rx.cond(
            State.problem,
            rx.el.span(
                icon("circle-x", 14),
                State.problem,
                class_name="problem",
                role="alert",
                id="name-about",
            ),
            rx.fragment(),
        ),
        on_submit=State.create,
        no_validate=True,
        class_name="field new_voice",
    )
    return rx.cond(State.may_create, form, rx.fragment())


def _list() -> rx.Component:
    return rx.el.ul(rx.foreach(State.lines, _line), class_name="card voice_list")


def _line(line: VoiceLine) -> rx.Component:
    return rx.el.li(
        link(line.href, line.name, class_name="med trunc", title=line.name),
        status_badge(line.status, line.status_words),
        rx.el.span(line.samples, class_name="t1 muted num"),
        rx.el.span(line.terms, class_name="t1 muted num"),
        rx.el.span(
            rx.cond(line.shared == "Team", icon("users", 12), icon("lock", 12)),
            line.shared,
            " · ",
            line.owner,
            class_name="t1 muted row g1 owner",
        ),
        rx.el.span(line.changed, class_name="t1 muted num end nowrap"),
        key=line.id,
    )


def _first_use() -> rx.Component:
    return empty_state(
        "No brand voices yet",
        "Create one, add texts you are happy with, and every article is measured against them.",
        _new(),
    )


def _loading() -> rx.Component:
    row = rx.el.div(skeleton("30%"), skeleton("14%"), skeleton("18%"), class_name="skelrow")
    return rx.el.div(*[row] * 4, class_name="tblwrap", aria_busy=True, aria_label="Loading")
