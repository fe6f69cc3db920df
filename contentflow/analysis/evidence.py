"""What a text rests on: figures, sources, names, and claims nobody vouches for.

With a brief, only what the brief or its sources state counts as evidence: an invented figure,
quote or link earns nothing and is reported. A bare file (`Brief.bare`) has nothing to compare
with: there a figure counts when its source is named beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from urllib.parse import urlsplit

from contentflow.analysis import facts
from contentflow.analysis.checks import Span
from contentflow.analysis.facts import Fact
from contentflow.analysis.quotations import LEAST_WORDS, NAME
from contentflow.analysis.rules import Finding, Subject, plural, rate
from contentflow.analysis.text import Passage
from contentflow.brief import Brief
from contentflow.names import Rating, SourceKind

PER_1000_FIGURES = 3
PER_1000_NAMES = 3
_ADDRESS = re.compile(r"https?://")
_NAMED_SOURCE = re.compile(rf"\b[Aa]ccording to\s+(?:the\s+|an?\s+)?{NAME}")


def figures(text: str) -> tuple[Fact, ...]:
    """Figures of a passage that say what they count."""
    return tuple(fact for fact in facts.find(text) if fact.kind == "number" and fact.unit)


@lru_cache(maxsize=64)
def origins(brief: Brief) -> dict[tuple[str, str], frozenset[str]]:
    """Every figure with unit of a brief, and the addresses that state it ("" : the brief does)."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    texts = [("", brief.topic), ("", brief.goal)]
    texts += [(s.value if s.kind is SourceKind.URL else "", s.content) for s in brief.sources]
    for address, text in texts:
        for fact in figures(text):
            found[fact.value, fact.unit].add(_plain_address(address))
    return {key: frozenset(addresses) for key, addresses in found.items()}


def _plain_address(url: str) -> str:
    return url.partition("#")[0].rstrip("/")


def has_source_near(passage: Passage, fact: Fact, brief: Brief) -> bool:
    """True when the figure needs no link, or its source is linked in the same block."""
    if brief.bare:
        return _links_out(passage) or bool(_NAMED_SOURCE.search(passage.body.masked))
    addresses = origins(brief).get((fact.value, fact.unit), frozenset())
    linked = {_plain_address(link.url) for link in passage.body.links}
    return "" in addresses or not addresses.isdisjoint(linked)


def _links_out(passage: Passage) -> bool:
    return any(_ADDRESS.match(link.url) for link in passage.body.links)


def _figures_of(subject: Subject) -> Iterator[tuple[Passage, Fact]]:
    """The figures that may count: with a brief only those it states."""
    bare, known = subject.brief.bare, origins(subject.brief)
    for passage in subject.text.passages:
        if passage.body.kind == "code":
            continue
        for fact in figures(passage.body.source):
            if bare or (fact.value, fact.unit) in known:
                yield passage, fact


# What to do about a bare file, which has no brief to draw on.
_BARE_ADVICE = {
    "figure": "Back statements with figures, and link or name their source beside them.",
    "source": "Link the pages of others that the text rests on.",
    "name": "Name the people, firms, places or products you speak of.",
}


def measure_statistics(subject: Subject) -> Finding | None:
    """Distinct supported figures with their source near, against 3 for every 1,000 words."""
    known, words = origins(subject.brief), len(subject.text.words)
    if not words or (words < LEAST_WORDS if subject.brief.bare else not known):
        return None
    used, loose = set(), []
    for passage, fact in _figures_of(subject):
        if has_source_near(passage, fact, subject.brief):
            used.add((fact.value, fact.unit))
        else:
            loose.append(Span(passage.id, fact.start, fact.end))
    wanted = _wanted(words, PER_1000_FIGURES, None if subject.brief.bare else len(known))
    origin = "with a source near" if subject.brief.bare else "of the brief, sources linked"
    return _supply(len(used), wanted, ("figure", origin), subject, tuple(loose))


def _wanted(words: int, per_1000: int, offered: int | None) -> int:
    wanted = max(1, round(per_1000 * words / 1000))
    return wanted if offered is None else min(offered, wanted)


def _supply(
    found: int, wanted: int, noun: tuple[str, str], subject: Subject, spans: tuple[Span, ...] = ()
) -> Finding:
    """So many things of one kind, per 1,000 words; the threshold in whole things."""
    rating = rate(found, (wanted, found), (1, found)) if found else Rating.POOR
    return Finding(
        rating,
        1000 * found / len(subject.text.words),
        plural(found, noun[0]),
        max(wanted - found, 0),
        spans,
        f"at least {plural(wanted, noun[0])} {noun[1]}",
        _BARE_ADVICE[noun[0]] if subject.brief.bare else "",
    )


def measure_sources(subject: Subject) -> Finding | None:
    """Distinct sources linked: pages of the brief, or of a bare file other hosts' pages."""
    words = len(subject.text.words)
    used = {_plain_address(link.url) for _, link in subject.text.links if _is_page(link.url)}
    if not words:
        return None
    wanted = max(1, ceil(words / 500))
    if subject.brief.bare:
        own = urlsplit(subject.brief.url).netloc
        hosts = {urlsplit(url).netloc for url in used} - {own}
        return _supply(len(hosts), wanted, ("source", "linked"), subject)
    pages = {_plain_address(s.value) for s in subject.brief.sources if s.kind is SourceKind.URL} - {
        ""
    }
    if not pages:
        return None
    wanted = min(len(pages), wanted)
    return _supply(len(used & pages), wanted, ("source", "of the brief linked"), subject)


def _is_page(url: str) -> bool:
    return bool(_ADDRESS.match(url))


@lru_cache(maxsize=64)
def known_names(brief: Brief) -> frozenset[str]:
    """The names a brief and its sources use."""
    texts = [brief.topic, brief.goal, *(source.content for source in brief.sources)]
    return frozenset().union(*(names(text) for text in texts))


def names(text: str) -> frozenset[str]:
    """The names of a passage, months left out."""
    found = (fact.value for fact in facts.find(text) if fact.kind == "name")
    return frozenset(name for name in found if name not in facts.MONTHS)


def measure_names(subject: Subject) -> Finding | None:
    """Distinct names of people, firms, places and products, against 3 for every 1,000 words."""
    words, brief = len(subject.text.words), subject.brief
    known = known_names(brief)
    if not words or (words < LEAST_WORDS if brief.bare else not known):
        return None
    prose = (p for p in subject.text.passages if p.body.kind in ("paragraph", "list", "table"))
    used = frozenset().union(*(names(p.body.source) for p in prose)) - {brief.author}
    wanted = _wanted(words, PER_1000_NAMES, None if brief.bare else len(known))
    if brief.bare:
        return _supply(len(used), wanted, ("name", "in the text"), subject)
    return _supply(len(used & known), wanted, ("name", "of the brief"), subject)


def measure_unsupported(subject: Subject) -> Finding | None:
    """Figures, dates, quotes and links that neither the brief nor its sources state."""
    if not subject.text.words or subject.brief.bare:
        return None
    document = subject.document
    places = [("title", document.title), ("meta_description", document.meta_description)]
    places += [(p.id, p.body.source) for p in subject.text.passages if p.body.kind != "code"]
    evidence = facts.evidence(subject.brief)
    spans = tuple(
        Span(name, fact.start, fact.end)
        for name, text in places
        for fact in evidence.unsupported(text)
    )
    rating = rate(len(spans), (0, 0), (0, 1))
    return Finding(rating, len(spans), plural(len(spans), "claim"), len(spans), spans)
