"""What the campaign page shows of a text's review: approved or not, and in how long. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from contentflow.approvals import Word
from contentflow.names import Review
from contentflow.reviews import ReviewFigures
from contentflow.state import words
from contentflow.state.campaign_rows import between


@dataclass(frozen=True)
class WordRow:
    """What somebody said of a version; `at` is ISO UTC."""

    said: str
    by: str
    at: str
    note: str
    approved: bool


@dataclass(frozen=True)
class Figure:
    """One line of the panel."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class ReviewPanel:
    """The figures in words, and the history, the latest first."""

    figures: list[Figure] = field(default_factory=list)
    words: list[WordRow] = field(default_factory=list)


def review_of(figures: ReviewFigures) -> ReviewPanel:
    """The panel for these figures."""
    return ReviewPanel(_figures(figures), [_word(one) for one in figures.words])


def _figures(f: ReviewFigures) -> list[Figure]:
    edits = {said: f.edits.get(said, 0) for said in Review}
    every = sum(edits.values())
    reviewed = f"{edits[Review.ACCEPTED]} accepted, {edits[Review.REJECTED]} rejected"
    adopted = "none yet" if f.adopted is None else f"{f.adopted}%"
    stayed = every - edits[Review.REJECTED]
    return [
        Figure("First viewed", _after(f.finished_at, f.viewed_at, "not yet")),
        Figure("Time to review", _after(f.finished_at, f.approved_at, "not approved yet")),
        Figure("Agents’ edits", reviewed, f"{edits[Review.OPEN]} open" if every else ""),
        Figure("Adopted", adopted, f"{stayed} of {every} stayed" if every else ""),
        Figure("Typed by hand", words.count(f.characters, "character")),
    ]


def _after(end: datetime | None, moment: datetime | None, otherwise: str) -> str:
    took = between(end, moment)
    return otherwise if took is None else f"{words.took(took)} after the run"


def _word(one: Word) -> WordRow:
    said = f"Version {one.version} {'approved' if one.approved else 'reopened'}"
    return WordRow(said, one.by, one.at.isoformat(), one.note, one.approved)
