"""The estimate beside the form of a brief, above the buttons that end it."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import agent_tile, icon
from contentflow.pages.layout import link
from contentflow.state.brief_form import BriefForm
from contentflow.state.rows import AgentShare
from contentflow.state.shell import ShellState as Shell

Form = type[BriefForm]


def before_submit(intent: str) -> rx.Var[object]:
    """Tell the form which button it was, and hand over a fact that was typed but not added."""
    return rx.Var(
        "(() => { const f = document.getElementById('brief');"
        f" f.elements.intent.value = '{intent}';"
        " const s = document.getElementById('source');"
        " f.elements.pending.value = s.value; s.value = ''; })"
    )


def estimate_panel(form: Form, actions: rx.Component) -> rx.Component:
    """How long, how much, where the time goes; updates in place."""
    return rx.el.aside(
        rx.el.div(_figures(form), _ends(form, actions), class_name="card"),
        rx.cond(form.unread > 0, _unread(form), rx.fragment()),
        rx.cond(Shell.model.demo, _demo(), rx.fragment()),
        class_name="est",
        aria_label="Estimate",
    )


def _figures(form: Form) -> rx.Component:
    panel = form.panel
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


def _ends(form: Form, actions: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.cond(
            form.refused,
            rx.el.div(icon("circle-x", 14), form.refused, class_name="notice", role="alert"),
            rx.fragment(),
        ),
        actions,
        class_name="actions",
    )


def _unread(form: Form) -> rx.Component:
    return rx.el.div(
        icon("triangle-alert"),
        rx.el.div(
            rx.el.b(
                rx.cond(
                    form.unread == 1,
                    "One source could not be read",
                    f"{form.unread} sources could not be read",
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
