"""How the text is built: even sections, one idea to a paragraph, lists where they help."""

import re
from collections.abc import Iterator

from contentflow.analysis.checks import Span
from contentflow.analysis.rules import Finding, Rule, Subject, as_percent, banded, plural, rate
from contentflow.analysis.text import Passage, Prepared, Sentence
from contentflow.analysis.wording import content
from contentflow.names import Rating

_DIVIDED_FROM = 300  # words
_LISTED_FROM = 1_000  # words
_SOME, _MANY = 7, 11  # sentences of one paragraph
_SIDE = 3  # sentences an idea has at least
_SERIES = 5  # members; a series of fewer reads well in a sentence
_MEMBER = 4  # words; a longer one is a clause
_LAST = frozenset({"and", "or"})
_ITEM = re.compile(r"^[ \t]{0,3}(?:[-+*]|\d{1,9}[.)])[ \t]", re.MULTILINE)


def _subheading_spread(subject: Subject) -> Finding | None:
    text = subject.text
    sizes = [sum(len(p.body.words) for p in body) for _, body in text.sections]
    if sum(sizes) < _DIVIDED_FROM or not text.headings:
        return None
    share = 100 * max(sizes) / sum(sizes)
    _, longest = text.sections[sizes.index(max(sizes))]
    spans = tuple(p.whole for p in longest if p.body.words)
    return banded(share, as_percent(share, (0, 50)), (0, 50), (0, 65), spans)


def _one_idea(subject: Subject) -> Finding | None:
    paragraphs = subject.text.paragraphs
    if not subject.english_prose or not paragraphs:
        return None
    found = [p for p in paragraphs if p.body.of(_has_two)]
    most = len(paragraphs) // 10
    rating = rate(len(found), (0, most), (0, max(2, 3 * most)))
    shown, spans = plural(len(found), "paragraph"), tuple(p.whole for p in found)
    over = max(len(found) - most, 0)
    return Finding(rating, len(found), shown, over, spans, threshold=f"at most {most}")


def _has_two(body: Prepared) -> bool:
    """True when a long paragraph goes on, from some sentence, without a word said before it."""
    sentences = len(body.sentences)
    if sentences < _SOME:
        return False
    if sentences >= _MANY:
        return True
    said = [set(stems) for stems in body.of(content)]
    cuts = range(_SIDE, sentences - _SIDE + 1)
    return any(set().union(*said[:cut]).isdisjoint(set().union(*said[cut:])) for cut in cuts)


def _list_use(subject: Subject) -> Finding | None:
    text = subject.text
    if not text.words:
        return None
    listed = any(p.body.kind in ("list", "table") for p in text.passages)
    missing = int(not listed and len(text.words) >= _LISTED_FROM)
    spans = tuple(_misplaced(text.passages))
    count = missing + len(spans)
    shown = "no list or table" if missing and not spans else plural(count, "place")
    rating = Rating.NEEDS_WORK if 0 < count < 3 else Rating.POOR if count else Rating.GOOD
    return Finding(rating, count, shown, count, spans)


def _misplaced(passages: tuple[Passage, ...]) -> Iterator[Span]:
    """Long series inside sentences, and lists of a single item."""
    for passage in passages:
        if passage.body.kind == "paragraph":
            yield from (passage.span(sentence) for sentence in passage.body.of(_series))
        elif passage.body.kind == "list" and passage.body.of(_items) == 1:
            yield passage.whole


def _items(body: Prepared) -> int:
    return len(_ITEM.findall(body.source))


def _series(body: Prepared) -> tuple[Sentence, ...]:
    """Sentences with a series of five or more."""
    if body.masked.count(", ") < _SERIES - 2:
        return ()
    return tuple(s for s in body.sentences if _is_series(body.masked[s.start : s.end]))


def _is_series(sentence: str) -> bool:
    """True when short members joined by commas end in “and” or “or” with one more."""
    first, *parts = sentence.split(", ")
    members = 1 if first else 0
    for part in parts:
        words = part.split(" ", _MEMBER + 1)
        if not _LAST.isdisjoint(words[: _MEMBER + 1]):
            members += 1 if words[0] in _LAST else 2
            if members >= _SERIES:
                return True
            members = 1
        else:
            members = members + 1 if len(words) <= _MEMBER else 1
    return False


_LANGUAGE = "Judged in English texts only."

RULES = (
    Rule(
        "subheading_spread", "Spread of the subheadings", "no section over half of the text", 2,
        "Divide the marked section with subheadings of its own.",
        "Readers scan by headings; the share is our own", _subheading_spread,
        evidence="heuristic", unit="percent of words",
        formula="Words of the longest section ÷ words under all headings and before the first; "
        "from 300 words on.",
        limits="A text may rightly have one main part. Without any heading the text between "
        "subheadings is judged alone.",
    ),
    Rule(
        "one_idea", "One idea per paragraph", "at most 1 paragraph in 10", 2,
        "Begin a new paragraph where the marked ones turn to another matter.",
        "Plain-language practice; topic shifts by shared words after Hearst 1997 (TextTiling)",
        _one_idea, evidence="heuristic", unit="paragraphs",
        formula="Paragraphs of 7 to 10 sentences that can be cut, 3 sentences or more on either "
        "side, so that no content word stands on both sides; and all of 11 sentences or more.",
        limits="Words stand for ideas: synonyms and pronouns are not recognised, and a short "
        f"paragraph may hold two ideas unseen. {_LANGUAGE}",
    ),
    Rule(
        "list_use", "Lists where they help", "no place", 2,
        "Turn the marked series into a list, and a list of one item into a sentence.",
        "Plain-language practice: lists for series of several items", _list_use,
        evidence="heuristic", unit="places",
        formula="Sentences with a series of five or more items joined by commas and “and” or "
        "“or”; lists of one item; 1 for a text of 1,000 words or more without a list or table.",
        limits="Finds series of short items only; whether the matter suits a list is not seen.",
    ),
)  # fmt: skip
