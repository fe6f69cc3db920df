"""The estimate beside the form, with the two buttons that end it."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import agent_tile, icon
from contentflow.pages.layout import link
from contentflow.state.new_campaign import NewCampaignState as State
from contentflow.state.rows import AgentShare
from contentflow.state.shell import ShellState as Shell


def _before_submit(intent: str) -> rx.Var[object]:
    """Tell the form which button it was, and hand over a fact that was typed but not added."""
    return rx.Var(
        "(() => { const f = document.getElementById('brief');"
        f" f.elements.intent.value = '{intent}';"
        " const s = document.getElementById('source');"
        " f.elements.pending.value = s.value; s.value = ''; })"
    )


def estimate_panel() -> rx.Component:
    """How long, how much, where the time goes; updates in place."""
    return rx.el.aside(
        rx.el.div(_figures(), _actions(), class_name="card"),
        rx.cond(State.unread > 0, _unread(), rx.fragment()),
        rx.cond(Shell.model.demo, _demo(), rx.fragment()),
        class_name="est",
        aria_label="Estimate",
    )


def _figures() -> rx.Component:
    panel = State.panel
    return rx.el.div(
        rx.el.div(
            "Estimate",
            rx.el.span(panel.basis, class_name="t1 muted end", font_weight="400"),
            class_name="card_h",
        ),
        rx.el.div(
            _figure(panel.total, panel.span),
            _figure(panel.cost, "for the run"),
            _figure(rx.Var.create(panel.shares).length(), "agents"),
            class_name="big num",
        ),
        rx.el.div(rx.foreach(panel.shares, _share), class_name="rows"),
    )


def _figure(value: str | rx.Var[int], about: str) -> rx.Component:
    return rx.el.span(rx.el.b(value), rx.el.span(about, class_name="t1 muted"))


def _share(share: AgentShare) -> rx.Component:
    bar = rx.el.i(left=f"{share.left}%", width=f"{share.width}%")
    return rx.el.div(
        agent_tile(share.agent, "sm"),
        rx.el.span(share.label, class_name="med"),
        rx.el.span(bar, class_name="share"),
        rx.el.span(share.seconds, class_name="r"),
        rx.el.span(share.cost, class_name="r muted"),
        class_name="er num",
    )


def _actions() -> rx.Component:
    return rx.el.div(
        rx.cond(
            State.refused,
            rx.el.div(icon("circle-x", 14), State.refused, class_name="notice", role="alert"),
            rx.fragment(),
        ),
        rx.cond(State.editing == "", rx.fragment(*_start()), rx.fragment(*_save())),
        class_name="actions",
    )


def _save() -> tuple[rx.Component, rx.Component]:
    save = rx.el.button(
        "Save brief",
        id="start",
        type="submit",
        class_name="btn solid lg",
        custom_attrs={"onClick": _before_submit("start")},
    )
    leave = link(routes.campaign(f"{State.editing}"), "Leave it", class_name="btn outline")
    return save, leave


def _start() -> tuple[rx.Component, rx.Component]:
    start = rx.el.button(
        "Start campaign",
        rx.el.span("Ctrl Enter", class_name="kbd", aria_hidden=True),
        id="start",
        type="submit",
        class_name="btn solid lg",
        custom_attrs={"onClick": _before_submit("start")},
    )
    save = rx.el.button(
        "Save draft",
        type="submit",
        class_name="btn outline",
        custom_attrs={"onClick": _before_submit("draft")},
    )
    return start, save


def _unread() -> rx.Component:
    return rx.el.div(
        icon("triangle-alert"),
        rx.el.div(
            rx.el.b(
                rx.cond(
                    State.unread == 1,
                    "One source could not be read",
                    f"{State.unread} sources could not be read",
                ),
                class_name="bold",
            ),
            rx.el.p("You can start without it. Facts from that page will not be used."),
        ),
        class_name="callout t1",
        role="status",
    )


def _demo() -> rx.Component:
    return rx.el.p(
        "Demo model, ",
        Shell.model.about,
        ". Text will be fluent but unreliable. ",
        link(routes.SETUP, "Connect your own", class_name="link"),
        class_name="t1 muted",
        padding="12px 4px",
    )
