"""The share dialog of a campaign: private or the team, and people by name."""

import reflex as rx

from contentflow.names import Visibility
from contentflow.pages.components import icon
from contentflow.pages.dialogs import dialog, problem
from contentflow.state.events import handler
from contentflow.state.people_rows import MemberLine
from contentflow.state.share import ShareState as State


def share_button() -> rx.Component:
    """Opens the dialog; stands in the head of the campaign page."""
    return rx.fragment(
        rx.el.button(
            icon("user-plus", 14),
            rx.el.span("Share"),
            type="button",
            class_name="btn outline share",
            custom_attrs={"aria-haspopup": "dialog"},
            on_click=State.show,
        ),
        _dialog(),
    )


def _dialog() -> rx.Component:
    return dialog(
        State.opened,
        "Share this campaign",
        rx.cond(
            State.own,
            "People you add see it at once; when you remove somebody, their page closes.",
            rx.fragment("Only the owner, ", rx.el.bdi(State.owner), ", can share it."),
        ),
        rx.el.div(State.said, role="status", aria_live="polite", class_name="sr"),
        rx.cond(State.own, _visibility(), _visibility_said()),
        problem(State.problem),
        _members(),
        rx.cond(State.own, _add(), rx.fragment()),
        close=State.close,
    )


def _visibility() -> rx.Component:
    return rx.el.div(
        _choice(Visibility.PRIVATE, "lock", "Private"),
        _choice(Visibility.TEAM, "users", "Whole team can view"),
        class_name="seg",
        role="group",
        aria_label="Who may see it",
    )


def _choice(value: Visibility, name: str, label: str) -> rx.Component:
    chosen = State.visibility == value.value
    return rx.el.button(
        icon(name, 14),
        label,
        type="button",
        aria_pressed=chosen,
        class_name=rx.cond(chosen, "on", ""),
        on_click=handler(State.set_visibility)(value.value),
    )


def _visibility_said() -> rx.Component:
    team = State.visibility == Visibility.TEAM.value
    return rx.el.p(
        rx.cond(team, icon("users", 14), icon("lock", 14)),
        rx.cond(team, "The whole team can view it", "Private, and shared with"),
        class_name="row med",
    )


def _members() -> rx.Component:
    return rx.el.ul(
        rx.el.li(
            icon("crown", 14),
            rx.el.bdi(State.owner, class_name="trunc grow"),
            rx.el.span("Owner", class_name="muted t1"),
        ),
        rx.foreach(State.members, _member),
        class_name="card share_list",
        aria_label="People with access",
    )


def _member(line: MemberLine) -> rx.Component:
    right = rx.el.select(
        rx.el.option("Can view", value="view"),
        rx.el.option("Can edit", value="edit"),
        value=line.right,
        aria_label=f"What {line.name} may do",
        on_change=lambda value: handler(State.set_right)(line.id, value),
        class_name="input",
    )
    remove = rx.el.button(
        icon("x", 14),
        type="button",
        class_name="btn icon sm ghost",
        aria_label=f"Remove {line.name}",
        on_click=handler(State.remove)(line.id),
    )
    return rx.el.li(
        rx.el.span(line.initials, class_name="av", aria_hidden=True),
        rx.el.bdi(line.name, class_name="trunc grow", title=line.name),
        rx.cond(
            State.own,
            rx.fragment(right, remove),
            rx.el.span(line.right_word, class_name="muted t1"),
        ),
        key=line.id,
    )


def _add() -> rx.Component:
    return rx.el.section(
        rx.el.label("Add people", html_for="share-find", class_name="med"),
        rx.el.input(
            id="share-find",
            type="search",
            value=State.find,
            placeholder="Find by name",
            auto_complete="off",
            max_length=100,
            on_change=State.search,
            class_name="input",
        ),
        rx.cond(
            State.offered,
            rx.el.ul(
                rx.foreach(State.offered, _offer),
                class_name="card share_list",
                aria_label="People to add",
            ),
            rx.el.p("Nobody else to add", class_name="t1 muted"),
        ),
        rx.cond(State.more, rx.el.p("Type a name to find more.", class_name="hint")),
        class_name="field",
    )


def _offer(line: MemberLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.initials, class_name="av", aria_hidden=True),
        rx.el.bdi(line.name, class_name="trunc grow", title=line.name),
        rx.el.button(
            "Add",
            rx.el.span(" ", line.name, class_name="sr"),
            type="button",
            class_name="btn sm outline",
            on_click=handler(State.add)(line.id),
        ),
        key=line.id,
    )
