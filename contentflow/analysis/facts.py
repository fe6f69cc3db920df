"""What a text states as fact: figures, links, quotes and names; and what the brief vouches for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from contentflow.analysis.lexicon import UNITS
from contentflow.brief import Brief

FactKind = Literal["number", "link", "quote", "name"]

_URL = re.compile(r"https?://[^\s<>()\[\]\"'“”]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<currency>[$€£]\s?)?(?P<digits>\d{1,30}(?:[.,]\d{1,30})*)"
    rf"(?P<ordinal>st|nd|rd|th)?(?:[\s-]?(?P<unit>{UNITS})(?!\w))?",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^[ \t>]*\d{1,9}[.)](?=\s)", re.MULTILINE)
_QUOTE = re.compile(r"“([^“”\n]{3,400})”|(?<!\w)\"([^\"\n]{3,400})\"(?!\w)")
_CAPITAL = r"[A-Z][\w&’'\-]*"
_NAMES = re.compile(rf"{_CAPITAL}(?:[ \t]+{_CAPITAL})*")
_OPENS = re.compile(r"(?:^|[.!?:…\n]|[-*+#>|]|\d[.)])[\s\"'“‘(\[*_]*$")
_PERCENT = ("%", "percent", "per cent", "percentage point", "percentage points")
_SMALL = 12  # a bare whole number up to here counts things of the text itself: "five steps"


@dataclass(frozen=True)
class Fact:
    """One stated fact in its comparable form, and where it stands. `claim`: it needs a source."""

    kind: FactKind
    value: str
    start: int
    end: int
    claim: bool = True
    unit: bool = False


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Fact, ...]:
    """Every fact of a text, in no particular order."""
    if len(text) < 2:
        return ()
    covered = _LIST_NUMBER.sub(lambda m: " " * len(m[0]), text)
    links = tuple(_links(covered))
    for link in links:
        covered = covered[: link.start] + "_" * (link.end - link.start) + covered[link.end :]
    return (*links, *_numbers(covered), *_quotes(covered), *_names(covered))


def facts_of(text: str) -> frozenset[str]:
    """The numbers, links, quotes and names of a text in a form that can be compared."""
    return frozenset(fact.value for fact in find(text))


def lost(before: str, after: str) -> frozenset[str]:
    """Facts of `before` that `after` no longer states; a name may move to a sentence's start."""
    gone = [fact for fact in find(before) if fact.value not in facts_of(after)]
    flat = " ".join(after.split())
    return frozenset(f.value for f in gone if f.kind != "name" or f.value not in flat)


@lru_cache(maxsize=64)
def supported(brief: Brief) -> frozenset[str]:
    """Every fact that the brief or its sources state."""
    stated = [brief.topic, brief.audience, brief.goal, brief.keyphrase]
    for source in brief.sources:
        stated += [source.value, source.title, source.content]
    return frozenset().union(*(facts_of(text) for text in stated))


@dataclass(frozen=True)
class Evidence:
    """What a brief and its sources state: their facts, and their words for quotes of a part."""

    known: frozenset[str]
    words: str

    def unsupported(self, text: str) -> tuple[Fact, ...]:
        """Figures, links and quotes of a text that are stated nowhere here."""
        return tuple(fact for fact in find(text) if fact.claim and not self.covers(fact))

    def covers(self, fact: Fact) -> bool:
        """True when this fact is stated; a quote also when its words stand in a source."""
        return fact.value in self.known or (fact.kind == "quote" and fact.value in self.words)


def evidence(brief: Brief) -> Evidence:
    """The evidence a brief brings."""
    stated = [brief.topic, brief.goal, *(source.content for source in brief.sources)]
    return Evidence(supported(brief), "\n".join(_bare(text) for text in stated))


def unsupported(text: str, brief: Brief) -> tuple[Fact, ...]:
    """Figures, links and quotes of a text that neither the brief nor its sources state."""
    return evidence(brief).unsupported(text)


def _links(text: str) -> Iterator[Fact]:
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;:!?")
        yield Fact(
            "link", url.partition("#")[0].rstrip("/"), match.start(), match.start() + len(url)
        )


def _numbers(text: str) -> Iterator[Fact]:
    for match in _NUMBER.finditer(text):
        unit = (match["unit"] or "").lower()
        digits = _plain(match["digits"])
        percent = "%" if unit in _PERCENT else ""
        currency = (match["currency"] or "").strip()
        measured = bool(unit or currency)
        small = digits.isdigit() and int(digits) <= _SMALL and not measured
        value = f"{currency}{digits}{percent}"
        yield Fact("number", value, match.start(), match.end(), not small, measured)


def _plain(digits: str) -> str:
    """1,000 as 1000; a decimal comma stays, as nothing tells it from a list."""
    return re.sub(r",(?=\d{3}(?:\D|$))", "", digits)


def _quotes(text: str) -> Iterator[Fact]:
    for match in _QUOTE.finditer(text):
        quoted = match[1] or match[2]
        if len(quoted.split()) >= 4:  # shorter ones are terms, not what somebody said
            yield Fact("quote", _bare(quoted), *match.span())


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def _names(text: str) -> Iterator[Fact]:
    for match in _NAMES.finditer(text):
        name = " ".join(match[0].split())
        start = match.start()
        if _OPENS.search(text[max(0, start - 12) : start]):
            name = _after_opener(name)
        name = name.removesuffix("'s").removesuffix("’s")
        if name and name not in ("I", "I'm", "I've", "I'll", "I’m", "I’ve", "I’ll"):
            yield Fact("name", name, match.end() - len(name), match.end(), claim=False)


def _after_opener(name: str) -> str:
    """The first word of a sentence is capital anyway; an all-caps word is a name even there."""
    first, _, others = name.partition(" ")
    return name if len(first) > 1 and first.isupper() else others
