"""Quotations: who is quoted, and whether the brief's sources have those words.

With a brief only its sources' words count; in a bare file any quotation that names its speaker.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from contentflow.analysis import facts
from contentflow.analysis.checks import Span
from contentflow.analysis.facts import Fact
from contentflow.analysis.rules import Finding, Subject, plural
from contentflow.brief import Brief
from contentflow.names import Rating

LEAST_WORDS = 200  # a bare file shorter than this is not asked for figures, quotes or names
NAME = (
    r"(?!(?:He|She|They|It|We|I|You|This|That|The|A|One|Who|As|And|But|So)\b)"
    r"[A-Z][\w’'\-]*(?:[ \t]+[A-Z][\w’'\-]*){0,4}"
)
_SAYS = r"(?:says?|said|explains?|explained|notes?|noted|adds?|added|writes?|wrote|told|argues?)"
_SPEAKER = re.compile(
    rf"(?P<before>{NAME})(?:,[^,\n“”\"]{{1,60}},)?\s+{_SAYS}\b"
    rf"|\b(?:{_SAYS}|[Aa]ccording to)\s+(?P<after>{NAME})"
    rf"|[—–]\s*(?P<dash>{NAME})"
)
_NEAR = 120  # characters from a quotation in which its speaker is looked for
_BARE_ADVICE = "Quote somebody word for word, and name who said it."


@dataclass(frozen=True)
class Quotation:
    """Somebody's words in a text; `speaker` is "" when nobody is named."""

    fact: Fact
    speaker: str


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Quotation, ...]:
    """The quotations of a passage with their speakers."""
    if not any(mark in text for mark in '“">'):
        return ()
    found = (fact for fact in facts.find(text) if fact.kind == "quote")
    return tuple(Quotation(fact, _speaker(text, fact)) for fact in found)


def _speaker(text: str, quote: Fact) -> str:
    before = text[max(0, quote.start - _NEAR) : quote.start]
    after = text[quote.end : quote.end + _NEAR]
    # Right behind the quote is the usual place; a speaker before it stands in the same sentence.
    same = re.split(r"(?<=[.!?])\s", before)[-1]
    for part in (re.split(r"(?<=[.!?])\s|\n\s*\n", after)[0], same):
        match = _SPEAKER.search(part)
        if match:
            return match["before"] or match["after"] or match["dash"]
    return ""


def measure(subject: Subject) -> Finding | None:
    """Quotations that name their speaker; with a brief, those of its sources, word for word."""
    words = len(subject.text.words)
    bare = subject.brief.bare
    given = () if bare else offered(subject.brief)
    if not words or (words < LEAST_WORDS if bare else not given):
        return None
    used, loose = set(), []
    for passage in subject.text.passages:
        for quotation in find(passage.body.source) if passage.body.kind != "code" else ():
            if not bare and not _is_offered(quotation, subject.brief):
                continue
            if quotation.speaker:
                used.add(quotation.fact.value)
            else:
                loose.append(Span(passage.id, quotation.fact.start, quotation.fact.end))
    rating = Rating.GOOD if used else Rating.NEEDS_WORK if loose else Rating.POOR
    shown = plural(len(used), "quotation")
    distance = 0 if used else 0.5 if loose else 1
    advice = _BARE_ADVICE if bare else ""
    return Finding(rating, len(used), shown, distance, tuple(loose), advice=advice)


@lru_cache(maxsize=64)
def offered(brief: Brief) -> tuple[Quotation, ...]:
    """The quotations with a named speaker in a brief's sources."""
    found = (one for source in brief.sources for one in find(source.content))
    return tuple(one for one in found if one.speaker)


def _is_offered(quotation: Quotation, brief: Brief) -> bool:
    """Word for word, or a part, what a source's speaker said; another's name makes it false."""
    speaker = facts.bare_words(quotation.speaker)
    return any(
        quotation.fact.value in one.fact.value
        and (not speaker or _same_person(speaker, facts.bare_words(one.speaker)))
        for one in offered(brief)
    )


def _same_person(one: str, other: str) -> bool:
    """“Lee” is “Ann Lee”."""
    return not set(one.split()).isdisjoint(other.split())
