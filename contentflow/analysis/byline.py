"""Who wrote a text and when: the byline under its top, and how fresh its dates are."""

import re
from dataclasses import dataclass

from contentflow.analysis import facts
from contentflow.analysis.rules import Finding, Subject, banded, plural
from contentflow.analysis.text import Passage, Text, prepare
from contentflow.brief import Brief
from contentflow.document import Block, Document
from contentflow.names import Rating

_PLACES = 4  # a byline stands among the first blocks
_MOST_WORDS = 16
_BY = re.compile(r"By\s+(?P<rest>\S.*)", re.DOTALL)
_DATED = re.compile(r"(?:(?:last\s+)?(?:updated|published|reviewed)(?:\s+on)?:?\s*)", re.IGNORECASE)
_SMALL_WORDS = frozenset({"von", "van", "der", "den", "de", "la", "of", "and", "the", "for"})
_ISO = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"20\d\d")
_MARKS = " \t\n,;|·•–—-"


@dataclass(frozen=True)
class Byline:
    """A line that names the author, the date, or both; "" where it does not."""

    passage: Passage
    author: str
    dated: str  # ISO, as far as given


def read(text: Text) -> Byline | None:
    """The byline of a text, if it has one."""
    found = (_read(passage) for passage in text.passages[:_PLACES])
    return next((byline for byline in found if byline), None)


def is_byline(passage: Passage) -> bool:
    """True for a paragraph that only names author or date."""
    return _read(passage) is not None


def length(text: Text) -> int:
    """How many words the byline adds to a text."""
    line = read(text)
    return len(line.passage.body.words) if line else 0


def paragraphs(document: Document) -> list[Block]:
    """The paragraphs of the running text, the byline left out."""
    line = read(prepare(document))
    apart = line.passage.id if line else ""
    return [b for b in document.blocks if b.kind == "paragraph" and b.id != apart]


def _read(passage: Passage) -> Byline | None:
    body = passage.body
    if body.kind != "paragraph" or not 0 < len(body.words) <= _MOST_WORDS:
        return None
    line = " ".join(body.masked.split())
    dates = [fact for fact in facts.find(line) if fact.kind == "date"]
    if len(dates) > 1 or (dates and line[dates[0].end :].strip(_MARKS)):
        return None
    named = line[: dates[0].start] if dates else line
    dated = dates[0].value if dates else ""
    if _DATED.fullmatch(named) and dated:
        return Byline(passage, "", dated)
    by = _BY.fullmatch(named)
    author = _DATED.sub("", by["rest"]).strip(_MARKS) if by else ""
    named_so = _is_name(author) if not dated else 0 < len(author.split()) <= 8
    return Byline(passage, author, dated) if named_so else None


def _is_name(text: str) -> bool:
    """Capitalised words and no sentence: “By Monday you will know.” names nobody."""
    words = [word for word in text.split() if word not in _SMALL_WORDS]
    capital = all(not word[0].islower() for word in words)
    return 0 < len(words) <= 8 and capital and text[-1] not in "!?:" and text not in facts.MONTHS


def date_of(brief: Brief) -> str:
    """The brief's date, YYYY-MM-DD, or "" when it has none that can be read."""
    return brief.dated if _ISO.fullmatch(brief.dated) else ""


def write(brief: Brief) -> str:
    """The byline a brief vouches for: “By Ann Lee, 24 November 2026”, “Updated November 2026”."""
    name, dated = " ".join(brief.author.split()), date_of(brief)
    if not dated:
        return f"By {name}" if name else ""
    month = f"{facts.MONTHS[int(dated[5:7]) - 1]} {dated[:4]}"
    return f"By {name}, {int(dated[8:])} {month}" if name else f"Updated {month}"


def measure_author_date(subject: Subject) -> Finding | None:
    """Whether the byline names the brief's author and date; a bare file's own front matter counts.

    Without an author and a date in the brief there is nothing that may be stated.
    """
    brief, line = subject.brief, read(subject.text)
    given = date_of(brief)
    if not subject.text.words or not (brief.bare or brief.author or given or line):
        return None
    author, dated = (line.author, line.dated) if line else ("", "")
    if not brief.bare and _is_false(author, dated, subject):
        spans = (line.passage.whole,) if line else ()
        return Finding(Rating.POOR, 0, "not the brief's author and date", 2, spans)
    if brief.bare:
        author, dated = author or brief.author, dated or given
    wanted = 2 if brief.bare else bool(brief.author) + bool(given)
    found = bool(author) + bool(dated)
    shown = " and ".join(filter(None, (author and "author", dated and "date"))) or "neither"
    threshold = "author and date" if wanted == 2 else "author" if brief.author else "date"
    finding = banded(min(found, wanted), shown, (wanted, wanted), (1, wanted))
    return Finding(
        finding.rating, finding.value, shown, finding.distance, threshold=f"{threshold} named"
    )


def _is_false(author: str, dated: str, subject: Subject) -> bool:
    """A name or date that the brief does not give; “November 2026” fits a day in it."""
    brief = subject.brief
    other = author and author.casefold() != " ".join(brief.author.split()).casefold()
    return bool(other) or not date_of(brief).startswith(dated)


def measure_freshness(subject: Subject) -> Finding | None:
    """Months between the text's newest supported date and the brief's."""
    given = date_of(subject.brief)
    if not given or not subject.text.words:
        return None
    now = _months(given)
    ages = [abs(now - _months(value)) for value in _dates(subject, now)]
    if not ages:
        return Finding(Rating.POOR, None, "no date", 24)
    age = min(ages)
    return banded(age, f"{plural(age, 'month')} old" if age else "this month", (0, 12), (0, 24))


def _dates(subject: Subject, now: int) -> set[str]:
    """Dates and years of the text; an unsupported one makes nothing fresh."""
    vouched = None if subject.brief.bare else facts.evidence(subject.brief)
    found = {
        fact.value
        for text in (subject.document.title, *_visible(subject.text))
        if "20" in text
        for fact in facts.find(text)
        if _is_date(fact) and (vouched is None or vouched.covers(fact))
    }
    # A bare year stands for its month nearest to the brief's date.
    year, month = divmod(now - 1, 12)
    return {value if "-" in value else _nearest(int(value), year, month + 1) for value in found}


def _visible(text: Text) -> list[str]:
    return [passage.body.source for passage in text.passages if passage.body.kind != "code"]


def _nearest(given: int, year: int, month: int) -> str:
    if given == year:
        return f"{given}-{month:02d}"
    return f"{given}-{12 if given < year else 1:02d}"


def _is_date(fact: facts.Fact) -> bool:
    if fact.kind == "date":
        return fact.value[0] != "-"
    return fact.kind == "number" and not fact.unit and bool(_YEAR.fullmatch(fact.value))


def _months(dated: str) -> int:
    year, month = dated.split("-")[:2]
    return 12 * int(year) + int(month)
