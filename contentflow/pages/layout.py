"""The frame of every page behind the log-in: sidebar, phone menu, connection banner, content."""

from typing import Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_components_core.react_router.dom import ReactRouterLink

from contentflow import routes
from contentflow.pages.components import PlainForm, icon, status_icon
from contentflow.pages.toasts import toasts
from contentflow.state.rows import RunningLine
from contentflow.state.shell import ShellState as Shell

_TO_CONTENT: rx.Var[object] = rx.Var(
    "(e) => { e.preventDefault(); document.getElementById('content').focus(); }"
)


def page(content: rx.Component, *, title: str, rail: bool = False) -> rx.Component:
    """The app's shell around `content`. `rail` folds the sidebar so an article gets the room."""
    return rx.el.div(
        _skip_link(),
        Connection.create(),
        _sidebar(title),
        rx.el.main(_topbar(title), content, class_name="main", id="content", tab_index=-1),
        toasts(),
        class_name="app rail" if rail else "app",
    )


def link(
    href: rx.Var[str] | str, *children: rx.Component | rx.Var[str] | str, **props: object
) -> rx.Component:
    """A link inside the app: the page changes without loading anew."""
    return ReactRouterLink.create(*children, to=href, **props)


class Connection(rx.Component):
    """Says when the connection is lost, stops what moves and disables what needs the server."""

    library = "/public/connection.jsx"
    tag = "Connection"


def _skip_link() -> rx.Component:
    """Past the navigation by keyboard, without a new address that would load the page again."""
    return rx.el.a(
        "Skip to content", href="#content", class_name="skip", custom_attrs={"onClick": _TO_CONTENT}
    )


def _sidebar(title: str) -> rx.Component:
    return rx.el.nav(
        rx.el.div(logo(), rx.el.b(Shell.organisation, class_name="trunc"), class_name="ws"),
        _campaigns_link(title),
        _batches_link(title),
        _brand_voices_link(title),
        _inbox_link(title),
        _running(),
        rx.el.div(
            _model_card(),
            _team_link(title),
            _settings_link(title),
            _appearance(),
            _account(),
            class_name="foot",
        ),
        class_name="side",
        aria_label="Main",
    )


def logo() -> rx.Component:
    """The app's mark."""
    return rx.el.span(icon("layout-list", 14), class_name="logo")


def _campaigns_link(title: str) -> rx.Component:
    return link(
        routes.HOME,
        icon("square-kanban"),
        rx.el.span("Campaigns"),
        rx.el.span(Shell.count, class_name="cnt num"),
        class_name="nav on" if "ampaign" in title else "nav",
        title="Campaigns",
    )


def _batches_link(title: str) -> rx.Component:
    return link(
        routes.BATCHES,
        icon("layers"),
        rx.el.span("Batches"),
        class_name="nav on" if "atch" in title else "nav",
        title="Batches",
    )


def _brand_voices_link(title: str) -> rx.Component:
    return link(
        routes.BRAND_VOICES,
        icon("megaphone"),
        rx.el.span("Brand voices"),
        class_name="nav on" if title.startswith("Brand voice") else "nav",
        title="Brand voices",
    )


def _inbox_link(title: str) -> rx.Component:
    unread = rx.el.span(
        Shell.unread, rx.el.span(" unread", class_name="sr"), class_name="unread num"
    )
    return link(
        routes.INBOX,
        icon("inbox"),
        rx.el.span("Inbox"),
        rx.cond(Shell.unread, unread, rx.fragment()),
        class_name="nav inbox_link on" if title == "Inbox" else "nav inbox_link",
        title="Inbox",
    )


def _team_link(title: str) -> rx.Component:
    return link(
        routes.TEAM,
        icon("users"),
        rx.el.span("Team"),
        class_name="nav on" if title in ("Team", "Audit log", "Cache", "Queue") else "nav",
        title="Team",
    )


def _settings_link(title: str) -> rx.Component:
    return link(
        routes.SETTINGS,
        icon("settings-2"),
        rx.el.span("Settings"),
        class_name="nav on" if title == "Settings" else "nav",
        title="Settings",
    )


def _running() -> rx.Component:
    return rx.cond(
        Shell.running,
        rx.el.div(
            rx.el.h4("Running now"),
            rx.foreach(Shell.running, _running_line),
            class_name="recent",
        ),
        rx.fragment(),
    )


def _running_line(line: RunningLine) -> rx.Component:
    return link(
        line.href,
        rx.el.span(status_icon("running"), class_name="status running"),
        rx.el.span(line.title, class_name="trunc grow"),
        rx.el.span(line.percent, class_name="cnt num"),
        class_name="nav",
        title=line.title,
    )


def _model_card() -> rx.Component:
    return rx.cond(
        Shell.model.title,
        rx.el.div(
            rx.el.b(icon("cpu", 14), rx.el.span(Shell.model.title, class_name="trunc")),
            rx.el.span(Shell.model.about, class_name="trunc", title=Shell.model.about),
            rx.match(
                Shell.model.status,
                (
                    "failed",
                    rx.el.span(
                        status_icon("failed", 12), Shell.model.error, class_name="status failed"
                    ),
                ),
                (
                    "running",
                    rx.el.span(status_icon("running", 12), "Starting", class_name="status running"),
                ),
                rx.cond(
                    Shell.model.demo,
                    rx.el.span("Fluent but unreliable"),
                    rx.fragment(),
                ),
            ),
            rx.cond(
                Shell.model.demo,
                link(routes.SETUP, "Connect your own", class_name="link"),
                rx.fragment(),
            ),
            class_name="modelcard",
        ),
        rx.fragment(),
    )


def _appearance() -> rx.Component:
    return rx.el.div(
        _mode("light", "sun", "Light"),
        _mode("dark", "moon", "Dark"),
        _mode("system", "sun-moon", "As the system"),
        class_name="seg appearance",
        role="group",
        aria_label="Appearance",
        custom_attrs={"data-here": ""},
    )


def _mode(mode: Literal["light", "dark", "system"], name: str, label: str) -> rx.Component:
    chosen = color_mode == mode
    return rx.el.button(
        icon(name, 14),
        type="button",
        title=label,
        aria_label=label,
        aria_pressed=chosen,
        class_name=rx.cond(chosen, "on", ""),
        on_click=set_color_mode(mode),
    )


def _account() -> rx.Component:
    return rx.fragment(
        link(
            routes.ACCOUNT,
            rx.el.span(Shell.initials, class_name="av"),
            rx.el.span(Shell.name, class_name="trunc"),
            rx.el.span(" Account", class_name="sr"),
            class_name="nav person",
            title=f"{Shell.name}: your account",
        ),
        _log_out(),
    )


def _log_out() -> rx.Component:
    return PlainForm.create(
        rx.el.button(
            icon("log-out"), rx.el.span("Log out"), type="submit", class_name="nav", title="Log out"
        ),
        action=routes.AUTH_LOGOUT,
        method="post",
    )


def _topbar(title: str) -> rx.Component:
    return rx.el.header(
        rx.el.details(
            rx.el.summary(icon("menu", 18), aria_label="Menu"),
            rx.el.div(
                _campaigns_link(title),
                _batches_link(title),
                _brand_voices_link(title),
                _inbox_link(title),
                _team_link(title),
                _settings_link(title),
                _appearance(),
                _model_card(),
                _account(),
                class_name="sheet",
            ),
            class_name="topmenu",
        ),
        rx.el.span(Shell.organisation, class_name="med trunc grow"),
        rx.el.span(Shell.initials, class_name="av", title=Shell.name),
        class_name="topbar",
        aria_label=title,
    )
