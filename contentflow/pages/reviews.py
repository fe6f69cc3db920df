"""Accepting and rejecting an agent's edit: the same few controls wherever one is shown."""

from typing import Any

import reflex as rx

from contentflow.names import Review
from contentflow.pages.components import icon
from contentflow.pages.editor import notice
from contentflow.state.campaign import CampaignState
from contentflow.state.events import handler
from contentflow.state.reviews import ReviewsState as State


def may_review() -> Any:
    """Whether this person may, and no agent is at work on the text."""
    return CampaignState.may_edit & ~CampaignState.head.live


def review_links(key: Any, review: Any, keep: str, undo: str) -> rx.Component:
    """Two links for an open edit; what was said of it and a way back for the others."""
    return rx.cond(
        review == Review.OPEN,
        rx.cond(
            may_review(),
            rx.el.span(
                _link(keep, State.accept, key), _link(undo, State.reject, key), class_name="acts"
            ),
        ),
        _said(key, review),
    )


def _said(key: Any, review: Any) -> rx.Component:
    return rx.el.span(
        reviewed(review),
        rx.cond(may_review(), _link("Reopen", State.reopen, key)),
        class_name="acts",
    )


def reviewed(review: Any) -> rx.Component:
    """What was said of an edit."""
    return rx.cond(
        review == Review.ACCEPTED,
        rx.el.span(icon("circle-check", 14), "Accepted", class_name="status completed"),
        rx.el.span(icon("undo-2", 14), "Rejected", class_name="status pending"),
    )


def _link(word: str, event: Any, key: Any) -> rx.Component:
    return rx.el.button(word, type="button", on_click=handler(event)(key), class_name="link")


def review_notice() -> rx.Component:
    """What was said last, with a way back."""
    undo = rx.cond(
        State.undoable,
        rx.el.button("Undo", type="button", on_click=State.undo, class_name="link"),
    )
    return rx.cond(
        State.campaign == CampaignState.shown,
        notice(State.said, State.problem, undo, on_read=State.dismiss),
    )
