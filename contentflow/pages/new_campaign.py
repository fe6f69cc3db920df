"""A new campaign: its brief, when it runs, and the two buttons that end the form."""

import reflex as rx

from contentflow import routes
from contentflow.names import Priority
from contentflow.pages.brief_form import (
    Option,
    brief_form,
    brief_loading,
    brief_missing,
    choice,
    says,
)
from contentflow.pages.components import icon
from contentflow.pages.estimate_panel import before_submit
from contentflow.pages.layout import link, page
from contentflow.state.new_campaign import NewCampaignState as State

_NO_DRAFT = "It was started, deleted, or belongs to someone else."


def new_campaign() -> rx.Component:
    """A new brief, or a saved draft."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", brief_loading()),
                ("missing", brief_missing("No such draft", _NO_DRAFT)),
                brief_form(State, _run(), actions=_actions()),
            ),
            class_name="page form",
        ),
        title="New campaign",
    )


def _head() -> rx.Component:
    crumb = rx.el.div(
        link(routes.HOME, "Campaigns"),
        icon("chevron-right", 12),
        rx.el.span("New"),
        class_name="crumb t1",
    )
    return rx.el.header(
        rx.el.div(crumb, rx.el.h1("New campaign")),
        rx.el.span(State.saved, class_name="t1 muted end", role="status"),
        class_name="page_head",
    )


def _run() -> rx.Component:
    return rx.el.section(
        rx.el.fieldset(
            rx.el.legend("Priority", class_name="lab"),
            rx.el.div(
                *[
                    choice(State, "priority", _option(priority))
                    for priority in (Priority.STANDARD, Priority.URGENT, Priority.BACKGROUND)
                ],
                class_name="opt",
            ),
            says(State, "priority"),
            class_name="field",
        ),
        class_name="sec",
    )


def _option(priority: Priority) -> Option:
    mark = "flag" if priority is Priority.URGENT else "check"
    return Option(priority.value, priority.value.capitalize(), mark)


def _actions() -> rx.Component:
    start = rx.el.button(
        "Start campaign",
        rx.el.span("Ctrl Enter", class_name="kbd", aria_hidden=True),
        id="start",
        type="submit",
        class_name="btn solid lg",
        custom_attrs={"onClick": before_submit("start")},
    )
    save = rx.el.button(
        "Save draft",
        type="submit",
        class_name="btn outline",
        custom_attrs={"onClick": before_submit("draft")},
    )
    return rx.fragment(start, save)
