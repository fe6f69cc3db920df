"""The one shape of a measurement: a check, the analysis it belongs to, the report of all four."""

from dataclasses import dataclass, field
from typing import Any

from contentflow.names import Rating, ScoreName


@dataclass(frozen=True)
class Span:
    """A place in the text: characters `start` to `end` of a block's Markdown source.

    `block_id` is a block's id, or "title", "meta_description" or "slug".
    """

    block_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Check:
    """One measurement with everything needed to explain and to mend it.

    `value` is the measured number (None where it is not a number), `shown` the value in words
    ("31 words"), `unit` what it counts ("words"), `threshold` the limit in words ("25 or fewer").
    `distance` is how far the value is
    from its threshold in the value's own unit, 0 when met; the verify rule compares it.
    `points` of `weight` is what it adds to its score.
    """

    id: str
    group: ScoreName
    label: str
    value: float | None
    shown: str
    threshold: str
    rating: Rating
    weight: int
    points: float
    distance: float = 0.0
    spans: tuple[Span, ...] = ()
    advice: str = ""
    source: str = ""
    evidence: str = ""
    unit: str = ""

    @property
    def failing(self) -> bool:
        """True when there is something to mend."""
        return self.rating in (Rating.NEEDS_WORK, Rating.POOR)


@dataclass(frozen=True)
class Analysis:
    """One score and its checks. `score` is 0 to 100, or None when no check applies."""

    name: ScoreName
    score: int | None
    checks: tuple[Check, ...]

    def failing(self) -> list[Check]:
        """The failing checks, most points to win first."""
        found = [check for check in self.checks if check.failing]
        return sorted(found, key=lambda check: (check.points - check.weight, check.id))

    def check(self, check_id: str) -> Check | None:
        """The check with this id, if it was made."""
        return next((check for check in self.checks if check.id == check_id), None)


@dataclass(frozen=True)
class Report:
    """The four analyses of one document, and its counts (words, sentences, …)."""

    analyses: dict[ScoreName, Analysis]
    metrics: dict[str, float] = field(default_factory=dict)

    @property
    def scores(self) -> dict[ScoreName, int | None]:
        """Score by name; None where it does not apply."""
        return {name: analysis.score for name, analysis in self.analyses.items()}

    @property
    def overall(self) -> int | None:
        """The rounded mean of the scores that apply."""
        known = [score for score in self.scores.values() if score is not None]
        return round(sum(known) / len(known)) if known else None

    @property
    def checks(self) -> list[Check]:
        """All checks of all four."""
        return [check for analysis in self.analyses.values() for check in analysis.checks]


def check_data(check: Check) -> dict[str, Any]:
    """A check as plain JSON."""
    # Not asdict: its deep copies take a millisecond for what one agent reports at once.
    return {**vars(check), "spans": [vars(span) for span in check.spans]}
