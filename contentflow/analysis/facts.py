"""What a text states as fact: figures, dates, links, quotes, names; what the brief vouches for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from contentflow.analysis.lexicon import UNITS
from contentflow.brief import Brief

FactKind = Literal["number", "date", "link", "quote", "name"]

_URL = re.compile(r"https?://[^\s<>()\[\]\"'“”]+")
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<currency>[$€£]\s?)?(?P<digits>\d{1,30}(?:[.,]\d{1,30})*)"
    rf"(?P<ordinal>st|nd|rd|th)?(?:[\s-]?(?P<unit>{UNITS})(?!\w))?",
    re.IGNORECASE,
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_DATE = re.compile(
    rf"(?<![\w.,])(?:(?P<day>{_DAY})\s+)?(?P<month>{_MONTH})"
    rf"(?:\s+(?P<late>{_DAY}))?(?:,?\s+(?P<year>\d{{4}})(?!\w))?"
    r"|(?<![\w-])(?P<iso>\d{4}-\d\d-\d\d)(?![\w-])"
)
_DIGIT = re.compile(r"\d")
_LIST_NUMBER = re.compile(r"^[ \t>]*\d{1,9}[.)](?=\s)", re.MULTILINE)
_SAID_BY = re.compile(r"[—–]\s*[A-Z]")
_QUOTE = re.compile(r"“([^“”\n]{3,400})”|(?<!\w)\"([^\"\n]{3,400})\"(?!\w)")
_CAPITAL = r"[A-Z][\w&’'\-]*"
_NAMES = re.compile(rf"{_CAPITAL}(?:[ \t]+{_CAPITAL})*")
_OPENS = re.compile(r"(?:^|[.!?:…\n]|[-*+#>|]|\d[.)])[\s\"'“‘(\[*_]*$")
_PERCENT = ("%", "percent", "per cent", "percentage point", "percentage points")
_SAME_UNIT = {
    **{"min": "minute", "litre": "liter", "l": "liter", "x": "time"},
    **{"k": "thousand", "bn": "billion", "ms": "millisecond"},
}
_SMALL = 12  # a bare whole number up to here counts things of the text itself: "five steps"


@dataclass(frozen=True)
class Fact:
    """One stated fact in its comparable form, and where it stands. `claim`: it needs a source.

    `unit` is what a number counts ("day"), "" when it stands bare. A date's value is ISO, as
    far as it is given ("2026-11").
    """

    kind: FactKind
    value: str
    start: int
    end: int
    claim: bool = True
    unit: str = ""


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Fact, ...]:
    """Every fact of a text, in no particular order."""
    if len(text) < 2:
        return ()
    if not _DIGIT.search(text):  # most passages hold no figure at all
        links = tuple(_links(text))
        covered = _cover(text, links)
        return (*links, *_quotes(covered), *_names(covered))
    covered = _LIST_NUMBER.sub(lambda m: " " * len(m[0]), text)
    links = tuple(_links(covered))
    covered = _cover(covered, links)
    dates = tuple(_dates(covered))
    covered = _cover(covered, dates)
    return (*links, *dates, *_numbers(covered), *_quotes(covered), *_names(covered))


def _cover(text: str, found: tuple[Fact, ...]) -> str:
    for fact in found:
        text = text[: fact.start] + "_" * (fact.end - fact.start) + text[fact.end :]
    return text


def facts_of(text: str) -> frozenset[str]:
    """The numbers, links, quotes and names of a text in a form that can be compared."""
    return frozenset(fact.value for fact in find(text))


def lost(before: str, after: str) -> frozenset[str]:
    """Facts of `before` that `after` no longer states; a name may move to a sentence's start."""
    gone = [fact for fact in find(before) if fact.value not in facts_of(after)]
    flat = " ".join(after.split())
    return frozenset(f.value for f in gone if f.kind != "name" or f.value not in flat)


def _stated(brief: Brief) -> list[str]:
    stated = [brief.topic, brief.audience, brief.goal, brief.keyphrase, brief.author, brief.dated]
    for source in brief.sources:
        stated += [source.value, source.title, source.content]
    return stated


@lru_cache(maxsize=64)
def supported(brief: Brief) -> frozenset[str]:
    """Every fact that the brief or its sources state; a date also states its month and year."""
    found = {fact for text in _stated(brief) for fact in find(text)}
    dates = {fact.value for fact in found if fact.kind == "date"}
    parts = {part for date in dates for part in (date[:4], date[:7], f"-{date[4:]}")}
    return frozenset(parts | {fact.value for fact in found})


@dataclass(frozen=True)
class Evidence:
    """What a brief and its sources state: their facts, their figures' units, their words."""

    known: frozenset[str]
    words: str
    units: frozenset[tuple[str, str]] = frozenset()

    def unsupported(self, text: str) -> tuple[Fact, ...]:
        """Figures, dates, links and quotes of a text that are stated nowhere here."""
        return tuple(fact for fact in find(text) if fact.claim and not self.covers(fact))

    def covers(self, fact: Fact) -> bool:
        """True when this is stated: a figure with its unit, a quote word for word."""
        if fact.value not in self.known:
            return fact.kind == "quote" and fact.value in self.words
        if fact.kind != "number" or not fact.unit:
            return True
        # "30 days" says nothing about 30 users; a number without a unit may count anything.
        return not self.units.isdisjoint({(fact.value, fact.unit), (fact.value, "")})


@lru_cache(maxsize=64)
def evidence(brief: Brief) -> Evidence:
    """The evidence a brief brings."""
    stated = [brief.topic, brief.goal, *(source.content for source in brief.sources)]
    numbers = (fact for text in _stated(brief) for fact in find(text) if fact.kind == "number")
    units = frozenset((fact.value, fact.unit) for fact in numbers)
    return Evidence(supported(brief), "\n".join(bare_words(text) for text in stated), units)


def unsupported(text: str, brief: Brief) -> tuple[Fact, ...]:
    """Figures, links and quotes of a text that neither the brief nor its sources state."""
    return evidence(brief).unsupported(text)


def _links(text: str) -> Iterator[Fact]:
    for match in _URL.finditer(text):
        url = match[0].rstrip(".,;:!?")
        yield Fact(
            "link", url.partition("#")[0].rstrip("/"), match.start(), match.start() + len(url)
        )


def _dates(text: str) -> Iterator[Fact]:
    # Plain searches are far quicker than the expression, and most passages have no date.
    if "-" not in text and not any(name[:3] in text for name in MONTHS):
        return
    for match in _DATE.finditer(text):
        if match["iso"] or match["day"] or match["late"] or match["year"]:
            yield Fact("date", match["iso"] or _iso(match), match.start(), match.end())


def _iso(match: re.Match[str]) -> str:
    month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3]))
    day = re.sub(r"\D", "", match["day"] or match["late"] or "")
    return f"{match['year'] or '-'}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _numbers(text: str) -> Iterator[Fact]:
    for match in _NUMBER.finditer(text):
        unit = (match["unit"] or "").lower()
        digits = _plain(match["digits"])
        percent = "%" if unit in _PERCENT else ""
        currency = (match["currency"] or "").strip()
        counted = percent or _unit(unit) or currency
        small = digits.isdigit() and int(digits) <= _SMALL and not counted
        value = f"{currency}{digits}{percent}"
        yield Fact("number", value, match.start(), match.end(), not small, counted)


def _unit(written: str) -> str:
    one = written if len(written) < 3 else written.removesuffix("s")
    return _SAME_UNIT.get(one, one)


def _plain(digits: str) -> str:
    """1,000 as 1000; a decimal comma stays, as nothing tells it from a list."""
    return re.sub(r",(?=\d{3}(?:\D|$))", "", digits)


def _quotes(text: str) -> Iterator[Fact]:
    for match in _QUOTE.finditer(text) if "“" in text or '"' in text else ():
        quoted = match[1] or match[2]
        if len(quoted.split()) >= 4:  # shorter ones are terms, not what somebody said
            yield Fact("quote", bare_words(quoted), *match.span())
    if text.startswith(">") and (said_by := _SAID_BY.search(text)):
        quoted = text[: said_by.start()].rstrip("> \t\n")
        if len(bare_words(quoted).split()) >= 4 and not _QUOTE.search(quoted):
            yield Fact("quote", bare_words(quoted), 0, len(quoted))


def bare_words(text: str) -> str:
    """The words alone, in lower case: what two wordings of one quote have in common."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def _names(text: str) -> Iterator[Fact]:
    for match in _NAMES.finditer(text):
        name = " ".join(match[0].split())
        start = match.start()
        if _opens(text, start):
            name = _after_opener(name)
        name = name.removesuffix("'s").removesuffix("’s")
        if name and name not in ("I", "I'm", "I've", "I'll", "I’m", "I’ve", "I’ll"):
            yield Fact("name", name, match.end() - len(name), match.end(), claim=False)


def _opens(text: str, start: int) -> bool:
    """True where a sentence, an item or a heading begins; mostly two characters tell."""
    before = text[max(0, start - 2) : start]
    if not before or before in (". ", "! ", "? "):
        return True
    if len(before) == 2 and before[1] == " " and (before[0].islower() or before[0] == ","):
        return False
    return bool(_OPENS.search(text[max(0, start - 12) : start]))


def _after_opener(name: str) -> str:
    """The first word of a sentence is capital anyway; an all-caps word is a name even there."""
    first, _, others = name.partition(" ")
    return name if len(first) > 1 and first.isupper() else others
