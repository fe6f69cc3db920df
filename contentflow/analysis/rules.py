"""How a check is declared: its fixed words beside the function that measures it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from contentflow.analysis.checks import Analysis, Check, Span
from contentflow.analysis.keyphrase import Hits, Keyphrase
from contentflow.analysis.proof import Proof
from contentflow.analysis.style import Piece, piece_of
from contentflow.analysis.text import Passage, Sentence, Text, prepare
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import Rating, ScoreName

_SHARE = {Rating.GOOD: 1.0, Rating.NEEDS_WORK: 0.5, Rating.POOR: 0.0}
MAX_SPANS = 50


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: one document and its brief, prepared once."""

    document: Document
    brief: Brief
    forms: bool = True
    proof: Proof | None = None  # None: nobody proofread it

    @cached_property
    def text(self) -> Text:
        """The prepared document."""
        return prepare(self.document)

    @cached_property
    def running(self) -> Piece:
        """The running text, as a voice is measured by."""
        return piece_of(self.text)

    @cached_property
    def keyphrase(self) -> Keyphrase:
        """The brief's keyphrase; empty when it has none."""
        return Keyphrase(self.brief.keyphrase, self.forms)

    @cached_property
    def hits(self) -> tuple[tuple[Passage, Sentence, int], ...]:
        """Sentences that hold the keyphrase, and how often."""
        return self.hits_of(self.keyphrase)

    def hits_of(self, keyphrase: Keyphrase) -> tuple[tuple[Passage, Sentence, int], ...]:
        """Sentences of the own text that hold any keyphrase, and how often."""
        find = Hits(keyphrase)
        return tuple((p, s, count) for p in self.text.counted for s, count in p.body.of(find))

    @cached_property
    def keyphrase_count(self) -> int:
        """How often the keyphrase occurs."""
        return sum(count for _, _, count in self.hits)

    @cached_property
    def exact_count(self) -> int:
        """How often it occurs letter by letter, word forms left out."""
        exact = Keyphrase(self.brief.keyphrase, forms=False)
        return sum(count for _, _, count in self.hits_of(exact))

    @cached_property
    def has_keyphrase(self) -> bool:
        """True when there is a keyphrase to look for and a text to look in."""
        return bool(self.keyphrase.keys) and bool(self.text.words)

    @cached_property
    def english_prose(self) -> bool:
        """True when there is running text and its language can be judged."""
        return bool(self.text.prose) and self.text.english


@dataclass(frozen=True)
class Finding:
    """What a rule measured; `threshold` is given when it depends on the brief."""

    rating: Rating
    value: float | None
    shown: str
    distance: float = 0.0
    spans: tuple[Span, ...] = ()
    threshold: str = ""
    advice: str = ""


Measure = Callable[[Subject], Finding | None]


@dataclass(frozen=True)
class Rule:
    """A check before it has met a text; `measure` returns None where it does not apply.

    `formula` says how the value comes about, `limits` what the check cannot see, `evidence` how
    well founded its threshold is; docs/checks.md is written from them.
    """

    id: str
    label: str
    threshold: str
    weight: int
    advice: str
    source: str
    measure: Measure
    evidence: str = ""
    unit: str = ""
    formula: str = ""
    limits: str = ""

    def run(self, subject: Subject, group: ScoreName) -> Check:
        """The measured check."""
        finding = self.measure(subject) or Finding(Rating.NOT_APPLICABLE, None, "–")
        good = finding.rating is Rating.GOOD
        return Check(
            id=self.id,
            group=group,
            label=self.label,
            value=None if finding.value is None else round(finding.value, 3),
            shown=finding.shown,
            threshold=finding.threshold or self.threshold,
            rating=finding.rating,
            weight=self.weight,
            points=self.weight * _SHARE.get(finding.rating, 0.0),
            # Where all is well there is nothing to mark.
            distance=0.0 if good else round(finding.distance, 3),
            spans=() if good else finding.spans[:MAX_SPANS],
            advice=finding.advice or self.advice,
            source=self.source,
            evidence=self.evidence,
            unit=self.unit,
        )


def run(name: ScoreName, rules: tuple[Rule, ...], subject: Subject) -> Analysis:
    """All checks of one group and their score: points of points, None when nothing applies."""
    checks = tuple(rule.run(subject, name) for rule in rules)
    applied = [check for check in checks if check.rating is not Rating.NOT_APPLICABLE]
    total = sum(check.weight for check in applied)
    score = round(100 * sum(check.points for check in applied) / total) if total else None
    return Analysis(name, score, checks)


def rate(value: float, good: tuple[float, float], fair: tuple[float, float]) -> Rating:
    """Good inside the first band, needs work inside the second, else poor."""
    if good[0] <= value <= good[1]:
        return Rating.GOOD
    return Rating.NEEDS_WORK if fair[0] <= value <= fair[1] else Rating.POOR


def away(value: float, band: tuple[float, float]) -> float:
    """How far a value is outside a band."""
    return max(band[0] - value, value - band[1], 0.0)


def banded(
    value: float,
    shown: str,
    good: tuple[float, float],
    fair: tuple[float, float],
    spans: tuple[Span, ...] = (),
) -> Finding:
    """A finding of a number that should lie in a band."""
    return Finding(rate(value, good, fair), value, shown, away(value, good), spans)


def as_percent(value: float, band: tuple[float, float], digits: int = 0) -> str:
    """'31%'; one decimal more where rounding would put a failing value on its limit."""
    if away(value, band) and not away(round(value, digits), band):
        step = 10.0 ** (digits + 1)
        outward = math.floor if value < band[0] else math.ceil
        return f"{outward(value * step) / step:.{digits + 1}f}%"
    return f"{value:.{digits}f}%"


def plural(count: float, word: str) -> str:
    """'1 word', '2 words', '1.5 words'."""
    return f"{count:g} {word if count == 1 else word + 's'}"


def whole(text: str, name: str) -> tuple[Span, ...]:
    """All of a title, description or slug."""
    return (Span(name, 0, len(text)),) if text else ()
