"""The list of changes beside the text: the current one in full, the others in a line each."""

import reflex as rx

from contentflow.names import Review
from contentflow.pages.components import agent_tile, icon
from contentflow.pages.reviews import may_review, reviewed
from contentflow.state.campaign import CampaignState
from contentflow.state.change_rows import EditRow, Figure
from contentflow.state.editor import EditorState
from contentflow.state.events import handler
from contentflow.state.reviews import ReviewsState
from contentflow.state.versions import VersionsState as State


def edit_list() -> rx.Component:
    """Every change of the two versions compared, in the order of the text."""
    return rx.el.ol(
        rx.foreach(State.edits, _edit),
        aria_label="Edits",
        class_name=rx.cond(State.asked, "edits asked", "edits"),
    )


def _edit(edit: EditRow) -> rx.Component:
    wanted = (State.agent == "") | (State.agent == edit.agent)
    return rx.cond(
        wanted,
        rx.el.li(
            rx.cond(State.current == edit.key, _full(edit), _short(edit)),
            key=edit.key,
            custom_attrs={"data-change": edit.key},
        ),
    )


def _full(edit: EditRow) -> rx.Component:
    return rx.el.article(
        _number(edit),
        rx.el.div(
            rx.el.div(
                _tile(edit),
                rx.el.span(edit.author, class_name="bold trunc"),
                rx.el.button(
                    f"Edit {edit.number} of {State.count}",
                    rx.el.span(", fold", class_name="sr"),
                    type="button",
                    on_click=handler(State.choose)(edit.key),
                    class_name="end muted opens",
                ),
                class_name="row who",
            ),
            _why(edit),
            rx.el.dl(rx.foreach(edit.figures, _figure), class_name="ba num"),
            _acts(edit),
            class_name="in",
        ),
        aria_label=f"Edit {edit.number}",
        class_name="edit_card cur",
    )


def _short(edit: EditRow) -> rx.Component:
    return rx.el.article(
        _number(edit),
        rx.el.div(
            rx.el.button(
                edit.why, type="button", on_click=handler(State.choose)(edit.key), class_name="why"
            ),
            _lost(edit),
            rx.foreach(edit.short, _one_line),
            rx.cond(edit.short, rx.fragment(), rx.el.span(edit.author, class_name="muted")),
            class_name="in",
        ),
        rx.match(
            edit.review,
            ("", rx.fragment()),
            (Review.OPEN, rx.cond(may_review(), _small_acts(edit))),
            reviewed(edit.review),
        ),
        aria_label=f"Edit {edit.number}",
        class_name="edit_card",
    )


def _number(edit: EditRow) -> rx.Component:
    return rx.el.span(edit.number, class_name="en", aria_hidden=True)


def _tile(edit: EditRow) -> rx.Component:
    return rx.cond(
        edit.agent == "human",
        rx.el.span(icon("user-pen", 12), class_name="tile sm a-human", aria_hidden=True),
        agent_tile(edit.agent, "sm"),
    )


def _why(edit: EditRow) -> rx.Component:
    return rx.fragment(rx.el.p(edit.why, class_name="why"), _lost(edit), _hidden(edit))


def _lost(edit: EditRow) -> rx.Component:
    return rx.cond(
        edit.lost != "",
        rx.el.p(icon("triangle-alert", 14), rx.el.span(edit.lost), class_name="flagline"),
    )


def _hidden(edit: EditRow) -> rx.Component:
    """Where the text has nothing to show of it."""
    return rx.cond(
        edit.shown | (edit.review == Review.REJECTED),
        rx.fragment(),
        rx.el.p("Its words were changed again since.", class_name="muted"),
    )


def _figure(figure: Figure) -> rx.Component:
    return rx.fragment(rx.el.dt(figure.label), rx.el.dd(_went(figure)))


def _one_line(figure: Figure) -> rx.Component:
    return rx.el.span(figure.label, " ", _went(figure), class_name="muted num")


def _went(figure: Figure) -> rx.Component:
    return rx.cond(
        (figure.after == "") | (figure.after == figure.before),
        rx.el.b(figure.before),
        rx.fragment(figure.before, " → ", rx.el.b(figure.after)),
    )


def _acts(edit: EditRow) -> rx.Component:
    return rx.el.div(
        rx.match(
            edit.review,
            ("", rx.fragment()),
            (Review.OPEN, rx.cond(may_review(), _both(edit))),
            rx.fragment(reviewed(edit.review), rx.cond(may_review(), _reopen(edit))),
        ),
        rx.cond(may_review(), _edits(edit)),
        class_name="row acts",
    )


def _both(edit: EditRow) -> rx.Component:
    return rx.fragment(
        rx.el.button(
            icon("check", 12),
            "Accept",
            rx.el.span("A", class_name="kbd k2", aria_hidden=True),
            type="button",
            on_click=handler(ReviewsState.accept)(edit.key),
            class_name="btn sm solid",
        ),
        rx.el.button(
            icon("x", 12),
            "Reject",
            rx.el.span("R", class_name="kbd", aria_hidden=True),
            type="button",
            on_click=handler(ReviewsState.reject)(edit.key),
            class_name="btn sm outline",
        ),
    )


def _reopen(edit: EditRow) -> rx.Component:
    return rx.el.button(
        "Reopen",
        type="button",
        on_click=handler(ReviewsState.reopen)(edit.key),
        class_name="btn sm outline",
    )


def _edits(edit: EditRow) -> rx.Component:
    return rx.el.button(
        "Edit",
        rx.el.span("E", class_name="kbd", aria_hidden=True),
        type="button",
        on_click=[CampaignState.show_preview, handler(EditorState.open)(edit.place)],
        class_name="btn sm outline",
    )


def _small_acts(edit: EditRow) -> rx.Component:
    return rx.el.span(
        _small("check", f"Accept edit {edit.number}", handler(ReviewsState.accept)(edit.key)),
        _small("x", f"Reject edit {edit.number}", handler(ReviewsState.reject)(edit.key)),
        class_name="row g1",
    )


def _small(name: str, label: str, event: object) -> rx.Component:
    return rx.el.button(
        icon(name, 12),
        type="button",
        aria_label=label,
        title=label,
        on_click=event,
        class_name="btn sm icon outline",
    )
