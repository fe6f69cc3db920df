"""The live campaign page: head, five agent cards, article beside scores, timeline."""

import reflex as rx

from contentflow import routes
from contentflow.names import AGENT_ORDER, Priority
from contentflow.pages.agent_cards import agent_cards
from contentflow.pages.article import article
from contentflow.pages.campaign_menu import campaign_menu, menu_refusal
from contentflow.pages.components import icon, progress_bar, status_badge
from contentflow.pages.controls import controls, refusals
from contentflow.pages.editor import editing
from contentflow.pages.export import export_menu
from contentflow.pages.layout import page
from contentflow.pages.parts import Part, SelectNow, in_address
from contentflow.pages.presence import presence
from contentflow.pages.results import results
from contentflow.pages.scores import scores
from contentflow.pages.share import share_button
from contentflow.pages.timeline_band import timeline_band
from contentflow.state.campaign import CampaignState as State
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfState as Shelf


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
        Part.create(agent_cards(), label="The agents"),
        rx.el.div(
            Part.create(article(), label="The article"),
            Part.create(scores(), label="The scores"),
            class_name="desk",
        ),
        Part.create(timeline_band(), label="The timeline"),
        results(),
        rx.el.div(State.announcement, role="status", aria_live="polite", class_name="sr"),
        class_name=rx.cond(
            State.tab == "changes",
            "workspace comparing",
            rx.cond(editing(), "workspace editing", "workspace"),
        ),
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(_crumb(), _actions(), class_name="row g3 top"),
        _title(),
        rx.cond(State.refusal != "", rx.el.p(State.refusal, role="alert", class_name="err")),
        refusals(),
        menu_refusal(),
        rx.cond(State.head.archived, _archived()),
        rx.cond(State.banner.kind != "", _banner(), _overall()),
        class_name="camp_head",
    )


def _crumb() -> rx.Component:
    return rx.el.nav(
        rx.el.a("Campaigns", href=routes.HOME),
        rx.icon("chevron-right", class_name="i s12"),
        rx.el.span(State.head.content_type),
        rx.cond(
            State.head.run != "",
            rx.fragment(rx.icon("chevron-right", class_name="i s12"), rx.el.span(State.head.run)),
        ),
        aria_label="Breadcrumb",
        class_name="crumb crow",
    )


def _actions() -> rx.Component:
    return rx.el.div(
        presence(),
        rx.el.div(
            rx.cond(State.may_edit, controls()),
            share_button(),
            export_menu(),
            campaign_menu(),
            class_name="row acts",
            role="group",
            aria_label="Actions",
        ),
        class_name="row end",
    )


def _title() -> rx.Component:
    return rx.el.div(
        rx.el.h1(State.head.name, title=State.head.name, class_name="trunc"),
        status_badge(State.head.kind, State.head.status, pill=True),
        rx.cond(
            State.head.priority != "",
            rx.el.span(
                rx.icon("flag", class_name="i s12"), State.head.priority, class_name="chip line"
            ),
        ),
        rx.cond(State.head.approved != "", _approved()),
        rx.el.span(class_name="grow"),
        rx.cond(State.may_edit & State.head.live, _priority()),
        class_name="row g3 ttl",
    )


def _approved() -> rx.Component:
    return rx.el.span(
        rx.cond(State.head.current, icon("badge-check", 12), icon("triangle-alert", 12)),
        State.head.approved,
        class_name=rx.cond(State.head.current, "chip approved", "chip approved old"),
    )


def _archived() -> rx.Component:
    return rx.el.div(
        icon("archive", 14),
        rx.el.span(
            rx.el.b("In the archive.", class_name="bold"),
            " It can be read. Nothing runs until it is taken out.",
        ),
        rx.cond(
            State.may_edit,
            rx.el.button(
                "Take out",
                type="button",
                class_name="btn sm outline end",
                on_click=handler(Shelf.unarchive)([State.shown]),
            ),
        ),
        class_name="banner run_banner pending",
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
        progress_bar(State.meter.progress, State.head.kind, "Overall progress"),
        rx.el.div(
            rx.el.span(rx.el.b(State.meter.progress, "%"), " done"),
            _fact(State.clock.left, "left"),
            _fact(State.head.waiting, ""),
            rx.cond(
                State.clock.elapsed != "",
                rx.el.span(State.clock.elapsed, " elapsed", class_name="el"),
            ),
            _fact(State.meter.cost, State.meter.cost_note),
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
            ("paused", rx.icon("circle-pause", class_name="i s14")),
            rx.icon("circle-slash", class_name="i s14"),
        ),
        rx.el.span(rx.el.b(State.banner.head, class_name="bold"), " ", State.banner.text),
        class_name=f"banner run_banner {State.banner.kind} num",
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
