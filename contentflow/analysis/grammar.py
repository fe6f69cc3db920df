"""Spelling and grammar: what a proofreader found, less the names and terms it cannot know."""

import re
from collections.abc import Iterator

from contentflow.analysis.checks import Span
from contentflow.analysis.proof import Slip
from contentflow.analysis.rules import Finding, Rule, Subject, banded, plural
from contentflow.brief import Brief
from contentflow.names import Rating

_WORDS_PER_SLIP = 500
_WORD = re.compile(r"[^\W_][\w'’-]*")
_NAME = re.compile(r"(?<=[a-z0-9,;:] )[A-Z][\w'’-]+")  # a capital inside a sentence
_INNER = re.compile(r".[A-Z0-9]|\d")


def _spelling_grammar(subject: Subject) -> Finding | None:
    proof = subject.proof
    if proof is None or not subject.english_prose:
        return None
    if proof.unread:
        return Finding(Rating.NOT_APPLICABLE, None, proof.unread)
    found = list(_counted(subject, proof.slips))
    most = len(subject.text.words) // _WORDS_PER_SLIP
    finding = banded(len(found), plural(len(found), "slip"), (0, most), (0, max(2, 3 * most)))
    return Finding(
        finding.rating, finding.value, finding.shown, finding.distance,
        tuple(Span(slip.block_id, slip.start, slip.end) for slip in found),
        f"at most {most}", _advice(found),
    )  # fmt: skip


def _counted(subject: Subject, slips: tuple[Slip, ...]) -> Iterator[Slip]:
    known = terms(subject.brief) | _names(subject) if slips else frozenset()
    for slip in slips:
        if not slip.spelling or not _is_term(slip.text, known):
            yield slip


def _is_term(text: str, known: frozenset[str]) -> bool:
    """True of all-caps and mixed words, and of those the brief or the text uses as names."""
    return bool(_INNER.search(text)) or text.lower().removesuffix("s") in known


def terms(brief: Brief) -> frozenset[str]:
    """The words of the brief, its sources and its voice: they are meant as they stand."""
    voice = brief.voice
    said = [brief.topic, brief.keyphrase, brief.audience, brief.goal, brief.author, brief.url]
    said += [text for source in brief.sources for text in (source.title, source.content)]
    if voice:
        said += [voice.name, *voice.cased, *(term.replacement for term in voice.preferred)]
    return frozenset(word.lower().removesuffix("s") for word in _WORD.findall(" ".join(said)))


def _names(subject: Subject) -> frozenset[str]:
    found = (name for p in subject.text.passages for name in _NAME.findall(p.body.source))
    return frozenset(name.lower().removesuffix("s") for name in found)


def _advice(found: list[Slip]) -> str:
    said = dict.fromkeys(f"“{s.instead}” for “{s.text}”" for s in found if s.instead)
    return f"Write {', '.join(list(said)[:3])}." if said else ""


RULES = (
    Rule(
        "spelling_grammar", "Spelling and grammar", "at most 1 for every 500 words", 4,
        "Read the marked words again and correct them.",
        "Harper, an open grammar checker; the limit is our own", _spelling_grammar,
        evidence="heuristic", unit="slips",
        formula="Misspelt words, and slips of grammar, agreement, doubled words and articles. "
        "Style, punctuation and word choice are left out; American and British spelling both "
        "count as right.",
        limits="Misses many slips and may mark a rare word. Names, words in capitals and the words "
        "of the brief are taken as right; so are blocks over 4,000 characters. Not applicable "
        "where nobody proofread the text. Judged in English texts only.",
    ),
)  # fmt: skip
