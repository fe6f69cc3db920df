"""Accepting and rejecting the agents' edits, wherever the campaign page shows them."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from contentflow import engine, limits, reviews
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from contentflow.names import Review
from contentflow.reviews import Reviewed
from contentflow.state import words
from contentflow.state.session import campaign_of, entrance, person_of
from contentflow.state.versions import VersionsState

_DONE = {Review.ACCEPTED: "accepted", Review.REJECTED: "rejected", Review.OPEN: "open again"}


class ReviewsState(rx.State):
    """What was said last of which edits."""

    campaign: str = ""  # of which it was said
    said: str = ""
    problem: str = ""
    undoable: bool = False
    _last: list[str] = []

    @rx.event
    async def accept(self, decision: str) -> Any:
        """Accept one edit."""
        return await self._say([decision], Review.ACCEPTED)

    @rx.event
    async def reject(self, decision: str) -> Any:
        """Reject one edit; it comes out of the text."""
        return await self._say([decision], Review.REJECTED)

    @rx.event
    async def reopen(self, decision: str) -> Any:
        """Take back what was said of one edit."""
        return await self._say([decision], Review.OPEN)

    @rx.event
    async def accept_all(self, decisions: list[str]) -> Any:
        """Accept several at once."""
        return await self._say(decisions, Review.ACCEPTED)

    @rx.event
    async def reject_all(self, decisions: list[str]) -> Any:
        """Reject several at once; all come out in one version."""
        return await self._say(decisions, Review.REJECTED)

    @rx.event
    async def review_current(self, said: str) -> Any:
        """Accept or reject the change that the Changes tab is at, by keyboard.

        The page may not yet show where the keys before have led; here they have been done.
        """
        shown = await self.get_state(VersionsState)
        if shown.current not in shown.rest or said not in (Review.ACCEPTED, Review.REJECTED):
            return None
        return await self._say([shown.current], Review(said))

    @rx.event
    async def undo(self) -> Any:
        """Take back what was said last."""
        return await self._say(list(self._last), Review.OPEN)

    @rx.event
    def dismiss(self) -> None:
        """The message was read."""
        self._forget()

    def _forget(self) -> None:
        self.said, self.problem, self.undoable = "", "", False

    async def _say(self, decisions: Sequence[str], review: Review) -> Any:
        self._forget()
        campaign_id = self.campaign = campaign_of(self)
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            found = await reviews.review(person, campaign_id, decisions, review, engine.measure)
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = " ".join(error.fields.values())
        except (NotFound, Forbidden, Conflict, TooManyRequests) as error:
            self.problem = str(error)
        else:
            self._tell(found, review)
            return VersionsState.refresh
        return None

    def _tell(self, found: Reviewed, review: Review) -> None:
        done = f"{words.count(len(found.keys), 'edit')} {_DONE[review]}"
        self.said = (
            f"{done}; the text is at version {found.number}." if found.changed else f"{done}."
        )
        self._last = found.keys if review is not Review.OPEN else []
        self.undoable = bool(self._last)
        if found.left:
            whys = " ".join(dict.fromkeys(found.left.values()))
            self.problem = f"{words.count(len(found.left), 'edit')} left as it was. {whys}"
