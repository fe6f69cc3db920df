"""A campaign's brief: changed for later runs, or only read, and what its versions were told."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import icon
from contentflow.pages.layout import link, page
from contentflow.pages.new_campaign import brief_form, brief_loading, brief_missing
from contentflow.state.brief_past import BriefLine, PastLine
from contentflow.state.new_campaign import NewCampaignState as State


def brief() -> rx.Component:
    """The page; its `on_load` is `NewCampaignState.load_brief`."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", brief_loading()),
                ("missing", brief_missing("No such campaign", "It was deleted, or is not shared.")),
                rx.fragment(rx.cond(State.locked != "", _told(), brief_form()), _past()),
            ),
            class_name="page form",
        ),
        title="Brief of a campaign",
    )


def _head() -> rx.Component:
    back = link(routes.campaign(f"{State.editing}"), State.filled.get("topic", ""))
    crumb = rx.el.div(
        link(routes.HOME, "Campaigns"), icon("chevron-right", 12), back, class_name="crumb t1"
    )
    return rx.el.header(
        rx.el.div(crumb, rx.el.h1("Brief"), rx.el.p("Runs to come use it as it is then.")),
        class_name="page_head",
    )


def _told() -> rx.Component:
    return rx.el.div(
        rx.el.div(icon("lock", 14), State.locked, class_name="banner run_banner", role="status"),
        rx.el.dl(rx.foreach(State.told, _line), class_name="card brief_told"),
    )


def _line(line: BriefLine) -> rx.Component:
    return rx.el.div(rx.el.dt(line.name), rx.el.dd(line.value), key=f"{line.name}{line.value}")


def _past() -> rx.Component:
    said = rx.el.section(
        rx.el.h2("What the versions were written from"),
        rx.el.ul(rx.foreach(State.past, _version), class_name="card brief_past num"),
        class_name="sec",
    )
    return rx.cond(State.past, said)


def _version(line: PastLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.versions, class_name="med nowrap"), line.said, key=line.versions
    )
