"""The analyse command: the same measurements the agents work against, for any Markdown file."""

import argparse
import json
import re
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from contentflow.analysis import analyse
from contentflow.analysis.checks import Check, Report
from contentflow.analysis.voices import voice_for
from contentflow.brief import Brief
from contentflow.cli.terminal import complain, say, say_table
from contentflow.document import Document, parse, render
from contentflow.names import SCORE_LABELS, ScoreName, Tone

_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_FRONT_LINE = re.compile(r"""(\w+)\s*:\s*["']?(.*?)["']?\s*""")


async def analyse_files(given: argparse.Namespace) -> int:
    """Measure every file; 1 when one could not be read."""
    reports: dict[str, Report] = {}
    for name in given.files:
        try:
            document = read_document(_text(name))
        except (OSError, UnicodeDecodeError) as error:
            complain(f"{name}: {_reason(error)}")
            continue
        reports[name] = analyse(document, _brief(document, given))
    if given.json:
        say(json.dumps([_as_json(name, report) for name, report in reports.items()], indent=2))
    elif reports:
        _show(reports)
    return 0 if len(reports) == len(given.files) else 1


def _text(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not UTF-8 text"


def read_document(text: str) -> Document:
    """A Markdown file; title, description and slug from its front matter or first heading."""
    front = _FRONT.match(text)
    lines = front.group(1).splitlines() if front else []
    found = filter(None, map(_FRONT_LINE.fullmatch, lines))
    named = {line.group(1): line.group(2) for line in found}
    document = parse(text[front.end() :] if front else text)
    first = document.blocks[0] if document.blocks else None
    title = named.get("title", "")
    if first is not None and first.kind == "heading" and first.level == 1 and not title:
        title, document = first.text, replace(document, blocks=document.blocks[1:])
    return replace(
        document,
        title=title,
        meta_description=named.get("description", ""),
        slug=named.get("slug", ""),
    )


def _brief(document: Document, given: argparse.Namespace) -> Brief:
    tone = Tone(given.tone) if given.tone else None
    return Brief(
        topic=document.title,
        keyphrase=given.keyphrase,
        tone=tone,
        target_words=given.words or len(render(document).split()),
        voice=voice_for(tone) if tone else None,
    )


def _as_json(name: str, report: Report) -> dict[str, Any]:
    return {
        "file": name,
        "overall": report.overall,
        "scores": report.scores,
        "metrics": report.metrics,
        "checks": [asdict(check) for check in report.checks],
    }


def _show(reports: dict[str, Report]) -> None:
    heading = ("FILE", *(SCORE_LABELS[score].upper() for score in ScoreName), "OVERALL", "WORDS")
    say_table([heading, *(_row(name, report) for name, report in reports.items())])
    for name, report in reports.items():
        failing = [check for one in report.analyses.values() for check in one.failing()]
        if failing:
            say(f"\n{name}: to mend")
            say_table([("SCORE", "CHECK", "FOUND", "WANTED"), *map(_failing, failing)])


def _row(name: str, report: Report) -> tuple[str, ...]:
    scores = [_number(report.scores.get(score)) for score in ScoreName]
    return (name, *scores, _number(report.overall), f"{report.metrics.get('words', 0):.0f}")


def _failing(check: Check) -> tuple[str, ...]:
    return (SCORE_LABELS[check.group], check.label, check.shown, check.threshold)


def _number(score: int | None) -> str:
    return "-" if score is None else str(score)
