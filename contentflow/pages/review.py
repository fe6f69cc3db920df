"""The review of a text: approved or not, by whom, and in how long."""

import reflex as rx

from contentflow.pages.components import icon
from contentflow.pages.dialogs import dialog, problem
from contentflow.pages.parts import Moment, Seen
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_review import Figure, WordRow
from contentflow.state.events import handler
from contentflow.state.review import ReviewState as Review

_NOTE = "A note, if you like. It is told to everybody who follows the campaign."


def review() -> rx.Component:
    """The panel below the scores; the figures are folded away."""
    return rx.el.section(
        rx.el.div(_standing(), rx.cond(State.may_edit, _actions()), class_name="row"),
        rx.el.details(
            rx.el.summary(icon("chevron-right", 12), "Review in figures"),
            rx.el.dl(rx.foreach(State.review.figures, _figure), class_name="num"),
            rx.cond(
                State.review.words,
                rx.el.ol(rx.foreach(State.review.words, _word), aria_label="Approvals"),
            ),
        ),
        _approve(),
        _reopen(),
        Seen.create(what=_finished(), on_see=Review.see),
        aria_label="Review",
        class_name="review",
    )


def _finished() -> rx.Var[str]:
    """Names the finished text one looks at."""
    finished = (State.head.kind == "completed") | (State.head.kind == "needs_attention")
    return rx.cond(finished, State.shown, "").to(str)


def _standing() -> rx.Component:
    return rx.el.span(
        rx.cond(
            State.head.approved == "",
            rx.fragment(icon("circle-dashed", 14), "Not approved"),
            rx.cond(
                State.head.current,
                rx.el.span(icon("badge-check", 14), State.head.approved, class_name="good"),
                rx.el.span(icon("triangle-alert", 14), State.head.approved, class_name="warn"),
            ),
        ),
        class_name="standing med grow",
    )


def _actions() -> rx.Component:
    version = State.head.version
    return rx.fragment(
        rx.cond(
            (version > 0) & ~State.head.current & ~State.controls.cancel,
            rx.el.button(
                f"Approve version {version}",
                type="button",
                class_name="btn sm outline",
                on_click=handler(Review.ask_approve)(version),
            ),
        ),
        rx.cond(
            State.head.approved != "",
            rx.el.button(
                "Reopen",
                type="button",
                class_name="btn sm ghost",
                on_click=handler(Review.ask_reopen)(),
            ),
        ),
    )


def _figure(figure: Figure) -> rx.Component:
    return rx.el.div(
        rx.el.dt(figure.name),
        rx.el.dd(
            figure.value,
            rx.cond(figure.note != "", rx.el.span(", ", figure.note, class_name="muted")),
        ),
        key=figure.name,
    )


def _word(word: WordRow) -> rx.Component:
    return rx.el.li(
        rx.cond(word.approved, icon("badge-check", 12), icon("rotate-ccw", 12)),
        rx.el.span(
            rx.el.span(word.said, " by ", rx.el.bdi(word.by), class_name="med"),
            rx.el.span(", ", Moment.create(at=word.at, form="minute"), class_name="muted"),
            rx.cond(word.note != "", rx.el.p(word.note)),
        ),
        key=word.at,
    )


def _approve() -> rx.Component:
    return _dialog(
        "approve",
        f"Approve version {Review.version}",
        "Say that it may go out. When the text changes later, this version stays the approved one.",
        "Approve",
    )


def _reopen() -> rx.Component:
    return _dialog("reopen", "Reopen the campaign", "No version is approved any more.", "Reopen")


def _dialog(what: str, title: str, about: str, verb: str) -> rx.Component:
    return dialog(
        Review.asking == what,
        title,
        about,
        rx.el.form(
            rx.el.textarea(
                name="note",
                rows="3",
                max_length=1_000,
                placeholder=_NOTE,
                aria_label="Note",
                class_name="input",
            ),
            problem(Review.problem),
            rx.el.div(
                rx.el.button(verb, type="submit", class_name="btn solid"),
                class_name="row end_row",
            ),
            on_submit=Review.approve if what == "approve" else Review.reopen,
        ),
        close=Review.close,
    )
