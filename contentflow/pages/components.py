"""The small parts every page is made of. Colour never stands alone: icon, word, then colour."""

from typing import Any

import reflex as rx
from reflex_components_core.el.element import Element
from reflex_components_core.el.elements.inline import A

from contentflow.names import AGENT_ORDER, AgentName
from contentflow.state.rows import AgentMark

_STATUS_LOOK: dict[str, tuple[str, str]] = {  # value -> (colour class, icon)
    "running": ("running", "loader-circle"),
    "generating": ("running", "loader-circle"),
    "pausing": ("running", "loader-circle"),
    "cancelling": ("running", "loader-circle"),
    "completed": ("completed", "circle-check"),
    "failed": ("failed", "circle-x"),
    "needs_attention": ("warn", "triangle-alert"),
    "warn": ("warn", "triangle-alert"),
    "pending": ("pending", "circle-dashed"),
    "queued": ("pending", "circle-dashed"),
    "paused": ("pending", "circle-pause"),
    "draft": ("pending", "pencil"),
    "cancelled": ("pending", "circle-slash"),
    "skipped": ("pending", "circle-minus"),
}
_AGENT_ICONS: dict[str, str] = {
    AgentName.WRITER: "pen-line",
    AgentName.SEO: "search",
    AgentName.BRAND: "megaphone",
    AgentName.QUALITY: "spell-check",
    AgentName.GEO: "quote",
}


class PlainForm(Element):
    """A form the browser posts itself; Reflex's own form swallows a native POST."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def download(
    address: rx.Var[str] | str, *children: rx.Component | rx.Var[str] | str, **props: object
) -> rx.Component:
    """A link to a file; `rx.el.a` is a link inside the app and would open a page instead."""
    return A.create(*children, href=address, download=True, **props)


def icon(name: str, size: int = 16, spin: bool = False) -> rx.Component:
    """A line icon in the text's colour; hidden from screen readers, the word beside it speaks."""
    width = {12: 2.25, 14: 2.0}.get(size, 1.75)
    return rx.icon(
        name,
        size=size,
        class_name=f"i s{size} spin" if spin else f"i s{size}",
        stroke_width=width,
        custom_attrs={"aria-hidden": "true"},
    )


def status_icon(status: rx.Var[str] | str, size: int = 14) -> rx.Component:
    """The icon of an agent's, run's or campaign's status; it turns only while something runs."""
    if isinstance(status, str):
        return _status_icon(status, size)
    return rx.match(
        status,
        *[(value, _status_icon(value, size)) for value in _STATUS_LOOK],
        _status_icon("pending", size),
    )


def _status_icon(status: str, size: int) -> rx.Component:
    colour, name = _STATUS_LOOK.get(status, _STATUS_LOOK["pending"])
    return icon(name, size, spin=colour == "running")


def status_colour(status: rx.Var[str] | str) -> rx.Var[str] | str:
    """The colour class of a status: running, completed, failed, pending or warn."""
    if isinstance(status, str):
        return _STATUS_LOOK.get(status, _STATUS_LOOK["pending"])[0]
    colours = [(value, look[0]) for value, look in _STATUS_LOOK.items()]
    return rx.match(status, *colours, "pending").to(str)


def status_badge(
    status: rx.Var[str] | str, words: rx.Var[str] | str, *, pill: bool = False
) -> rx.Component:
    """Icon, word and colour of a status; `pill` has a tinted ground."""
    shape = "pill " if pill else "status "
    return rx.el.span(
        status_icon(status),
        rx.el.span(words, class_name="trunc"),
        class_name=f"{shape}{status_colour(status)}",
    )


def progress_bar(
    percent: rx.Var[int] | int, status: rx.Var[str] | str, label: str = "Progress"
) -> rx.Component:
    """A thin bar in the colour of the status."""
    return rx.el.span(
        rx.el.i(width=f"{percent}%"),
        class_name=f"bar {status_colour(status)}",
        display="block",
        role="progressbar",
        custom_attrs={
            "aria-label": label,
            "aria-valuemin": 0,
            "aria-valuemax": 100,
            "aria-valuenow": percent,
        },
    )


def agent_tile(agent: rx.Var[str] | str, size: str = "") -> rx.Component:
    """The coloured square that stands for one agent; `size` is "", "sm" or "lg"."""
    pixels = {"sm": 12, "lg": 18}.get(size, 14)
    if isinstance(agent, str):
        inner = icon(_AGENT_ICONS[agent], pixels)
    else:
        inner = rx.match(
            agent,
            *[(name.value, icon(_AGENT_ICONS[name], pixels)) for name in AGENT_ORDER],
            icon("pen-line", pixels),
        )
    return rx.el.span(inner, class_name=f"tile {size} a-{agent}", aria_hidden=True)


def agent_dots(marks: list[AgentMark], words: str) -> rx.Component:
    """Five status icons in run order; `words` says the same for screen readers."""
    return rx.el.span(
        rx.foreach(marks, _agent_dot), class_name="dots row g1", role="img", aria_label=words
    )


def _agent_dot(mark: AgentMark) -> rx.Component:
    return rx.el.span(
        status_icon(mark.status),
        class_name=f"status {status_colour(mark.status)}",
        title=mark.words,
    )


def avatar(initials: rx.Var[str] | str, name: rx.Var[str] | str) -> rx.Component:
    """A person's initials, the full name on hover."""
    return rx.el.span(initials, class_name="av", title=name, role="img", aria_label=name)


def empty_state(title: str, text: str, *actions: rx.Component) -> rx.Component:
    """What a page says when there is nothing yet, and what to do about it."""
    return rx.el.div(rx.el.b(title), rx.el.p(text), *actions, class_name="empty first")


def skeleton(width: str, height: str = "12px") -> rx.Component:
    """A gray shape where something will be."""
    return rx.el.span(class_name="skel", width=width, height=height)


def run_banner(kind: str, text: rx.Var[str] | str, *actions: rx.Component) -> rx.Component:
    """One line about a run above its content; `kind` is failed, warn or pending."""
    name = {"failed": "circle-x", "warn": "triangle-alert"}.get(kind, "circle-dashed")
    return rx.el.div(
        icon(name, 14),
        rx.el.span(text, class_name="grow"),
        rx.el.span(*actions, class_name="end"),
        class_name=f"banner run_banner {kind}",
        role="status",
    )


def field(
    name: str,
    label: str,
    control: rx.Component,
    *,
    hint: str = "",
    problem: rx.Var[str] | str = "",
) -> rx.Component:
    """A labelled control with its problem beside it. The control has id `name`; see `described`."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        control,
        rx.cond(
            problem,
            rx.el.span(
                icon("circle-x", 14),
                rx.el.span(problem),
                class_name="problem",
                role="alert",
                id=f"{name}-about",
            ),
            rx.el.span(hint, class_name="hint", id=f"{name}-about") if hint else rx.fragment(),
        ),
        class_name="field",
    )


def described(name: str, problem: rx.Var[str] | str = "") -> dict[str, object]:
    """The attributes that tie a control to its hint or problem."""
    return {"aria-describedby": f"{name}-about", "aria-invalid": rx.cond(problem, "true", "false")}


def progress_cell(line: Any) -> rx.Component:
    """How far a campaign is, in a table."""
    return rx.cond(
        line.started,
        rx.el.span(
            progress_bar(line.progress, line.status),
            rx.el.span(line.progress, "%", class_name="t1 muted num"),
            class_name="row",
        ),
        rx.el.span("Not started", class_name="t1 muted"),
    )


def priority_cell(line: Any) -> rx.Component:
    """A campaign's priority, in a table; urgent stands out."""
    return rx.cond(
        line.urgent,
        rx.el.span(icon("flag", 12), line.priority, class_name="chip line"),
        rx.el.span(line.priority, class_name="t1 muted"),
    )
