"""What was measured, for people and for programs."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from contentflow.analysis.checks import Analysis, Check, Report, Span
from contentflow.analysis.rules import plural
from contentflow.cli.article import STANDARD_INPUT, Article
from contentflow.names import SCORE_LABELS, Rating, ScoreName

_WORDS = {
    Rating.POOR: "poor",
    Rating.NEEDS_WORK: "needs work",
    Rating.GOOD: "good",
    Rating.NOT_APPLICABLE: "does not apply",
}
_COLOURS = {Rating.POOR: "31", Rating.NEEDS_WORK: "33", Rating.GOOD: "32"}
_BOLD = "1"
_RATING_WIDTH = max(map(len, (_WORDS[rating] for rating in _COLOURS)))
_WIDEST, _NARROWEST = 120, 40
_EXCERPT = 60


@dataclass(frozen=True)
class Measured:
    """One file with its report."""

    name: str
    article: Article
    report: Report


def to_json(measured: Measured) -> dict[str, Any]:
    """All of a report as plain data; every marked span with the words it marks."""
    report = measured.report
    return {
        "file": measured.name,
        "title": measured.article.document.title,
        "keyphrase": measured.article.keyphrase,
        "overall": report.overall,
        "scores": report.scores,
        "metrics": report.metrics,
        "checks": [_check_json(check, measured.article) for check in report.checks],
    }


def _check_json(check: Check, article: Article) -> dict[str, Any]:
    spans = [{**asdict(span), "text": _marked(span, article)} for span in check.spans]
    return {**asdict(check), "spans": spans}


def _marked(span: Span, article: Article) -> str:
    document = article.document
    block = document.block(span.block_id)
    text = block.text if block else str(getattr(document, span.block_id, ""))
    return text[span.start : span.end]


def to_lines(measured: Measured) -> Iterator[str]:
    """A report to read: scores first, then each score's checks, what fails above what is good."""
    terminal = _Terminal()
    report = measured.report
    yield terminal.paint(_BOLD, _counts(measured))
    yield f"{'Overall':<11} {_number(report.overall):>3}"
    for analysis in report.analyses.values():
        yield f"{SCORE_LABELS[analysis.name]:<11} {_number(analysis.score):>3}  {_points(analysis)}"
    for analysis in report.analyses.values():
        if analysis.score is not None:
            yield ""
            yield from _section(analysis, measured.article, terminal)


def to_row(measured: Measured) -> tuple[str, ...]:
    """A report as one row of `HEADING`."""
    report = measured.report
    scores = [_number(report.scores.get(score)) for score in ScoreName]
    words = f"{report.metrics['words']:.0f}"
    return (_named(measured.name), *scores, _number(report.overall), words)


HEADING = ("FILE", *(SCORE_LABELS[score].upper() for score in ScoreName), "OVERALL", "WORDS")


def _named(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name


def _counts(measured: Measured) -> str:
    metrics, phrase = measured.report.metrics, measured.article.keyphrase
    said = f"{_printable(_named(measured.name))}: {plural(metrics['words'], 'word')}"
    if phrase.strip():
        found = plural(metrics["keyphrase_count"], "time")
        return f"{said}, keyphrase “{_printable(phrase)}” found {found}"
    return f"{said}, no keyphrase given"


def _printable(text: str) -> str:
    """Without what would make a terminal do something."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _number(score: int | None) -> str:
    return "–" if score is None else str(score)


def _points(analysis: Analysis) -> str:
    if analysis.score is None:
        return "no --voice given" if analysis.name is ScoreName.BRAND else "nothing to measure"
    applied = [check for check in analysis.checks if check.rating is not Rating.NOT_APPLICABLE]
    earned, possible = sum(c.points for c in applied), sum(c.weight for c in applied)
    return f"{earned:g} of {possible:g} points"


class _Terminal:
    """How wide lines may be, and whether they may have colour."""

    def __init__(self) -> None:
        columns = shutil.get_terminal_size((100, 24)).columns
        self.width = max(_NARROWEST, min(columns, _WIDEST))
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.colours = sys.stdout.isatty() and not plain

    def paint(self, colour: str, text: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self.colours else text


def _section(analysis: Analysis, article: Article, terminal: _Terminal) -> Iterator[str]:
    title = f"{SCORE_LABELS[analysis.name]} {analysis.score} ({_points(analysis)})"
    yield terminal.paint(_BOLD, title)
    failing = analysis.failing()
    good = [check for check in analysis.checks if check.rating is Rating.GOOD]
    widths = _widths([*failing, *good], terminal.width)
    for check in failing:
        yield from _row(check, widths, terminal)
        yield from _help(check, article, terminal.width)
    for check in good:
        yield from _row(check, widths, terminal)
    others = [c.label for c in analysis.checks if c.rating is Rating.NOT_APPLICABLE]
    if others:
        yield from _wrapped(f"does not apply: {', '.join(others)}", terminal.width, "  ")


def _cells(check: Check) -> tuple[str, ...]:
    points = f"{check.points:g} of {check.weight:g}" if check.weight else "no points"
    return (check.label, check.shown, check.threshold, points)


def _widths(checks: Sequence[Check], width: int) -> list[int]:
    """Of the columns after the rating; where they do not fit, the widest give way."""
    columns = zip(*map(_cells, checks), strict=True)
    widths = [max(map(len, column)) for column in columns]
    room = width - _RATING_WIDTH - 2 - 2 * len(widths)
    while widths and sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(check: Check, widths: list[int], terminal: _Terminal) -> Iterator[str]:
    cells = [
        textwrap.wrap(cell, width) or [""]
        for cell, width in zip(_cells(check), widths, strict=True)
    ]
    rating = terminal.paint(_COLOURS[check.rating], _WORDS[check.rating].ljust(_RATING_WIDTH))
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        shown = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield f"  {rating if not number else ' ' * _RATING_WIDTH}  {shown}".rstrip()


def _help(check: Check, article: Article, width: int) -> Iterator[str]:
    indent = " " * (_RATING_WIDTH + 4)
    yield from _wrapped(check.advice, width, indent)
    if check.spans:
        marked = _printable(_marked(check.spans[0], article))
        text = textwrap.shorten(marked, _EXCERPT, placeholder="…")
        more = f" and {len(check.spans) - 1} more" if len(check.spans) > 1 else ""
        yield from _wrapped(f"“{text}”{more}", width, indent)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
