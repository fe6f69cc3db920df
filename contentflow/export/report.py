"""The score report: scores, checks with their source, every edit kept or rejected. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from contentflow.export.article import Article
from contentflow.lettering import writable
from contentflow.models import AgentDecision
from contentflow.names import (
    AGENT_LABELS,
    SCORE_LABELS,
    SCORE_TARGETS,
    Outcome,
    Rating,
    Review,
    ScoreName,
)

_WORDS = {
    Rating.GOOD: "✓ good",
    Rating.NEEDS_WORK: "△ needs work",
    Rating.POOR: "✕ poor",
    Rating.NOT_APPLICABLE: "– does not apply",
}
_REVIEWS = {Review.OPEN: "", Review.ACCEPTED: "accepted", Review.REJECTED: "rejected"}
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; overflow-wrap: anywhere }
tr > * { border-bottom: 1px solid gray }
td { font-variant-numeric: tabular-nums }
"""


def render(article: Article) -> bytes:
    """A page that needs nothing else, to read or to print."""
    name = escape(article.title, quote=False)
    parts = (*_heading(article), _scores(article), *_checks(article), *_edits(article))
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            '<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>Score report: {name}</title>\n<style>{_STYLE}</style>\n</head>",
            f"<body>\n<h1>Score report: {name}</h1>",
            *parts,
            "</body>\n</html>\n",
        ]
    ).encode(errors="replace")


def _heading(article: Article) -> Iterator[str]:
    made = f"{article.made_at:%Y-%m-%d %H:%M} UTC"
    yield f"<p>{_text(article.state)}. Made by {_text(article.made_by)}, {made}.</p>"
    if said := article.approved:
        note = f" “{_text(said.note)}”" if said.note else ""
        yield f"<p>Approved by {_text(said.by)}, {said.at:%Y-%m-%d %H:%M} UTC.{note}</p>"
    asked = (
        article.topic,
        article.content_label,
        f"about {article.brief.get('target_words')} words",
    )
    yield f"<p>Brief: {_text('; '.join(asked))}.</p>"


def _scores(article: Article) -> str:
    rows = [
        (SCORE_LABELS[name], *_against(article.scores.get(name), SCORE_TARGETS[name]))
        for name in ScoreName
    ]
    overall = "not measured" if article.overall is None else str(article.overall)
    return _table("Scores", ("Score", "Value", "Target"), [*rows, ("Overall", overall, "")])


def _against(score: int | None, target: int) -> tuple[str, str]:
    if score is None:
        return "does not apply", str(target)
    return str(score), f"{target}, {'met' if score >= target else 'not met'}"


def _checks(article: Article) -> Iterator[str]:
    heads = ("Check", "Rating", "Value", "Threshold", "Points", "Source")
    for name in ScoreName:
        found = [check for check in article.checks if check.get("group") == name]
        if found:
            label = f"{SCORE_LABELS[name]} checks"
            yield _table(label, heads, [_check(check) for check in found])
    if not article.checks:
        yield "<p>The checks of this version were not stored.</p>"


def _check(check: dict[str, Any]) -> tuple[str, ...]:
    rating = Rating(check["rating"])
    points = f"{check['points']:g} of {check['weight']}"
    none = rating is Rating.NOT_APPLICABLE
    return (
        str(check["label"]),
        _WORDS[rating],
        str(check["shown"]),
        str(check["threshold"]),
        "" if none else points,
        str(check.get("source", "")),
    )


def _edits(article: Article) -> Iterator[str]:
    heads = ("Agent", "Check", "Value", "Score", "Why", "Before", "After", "Review")
    for outcome in Outcome:
        rows = [_edit(row) for row in article.decisions if row.outcome is outcome]
        if rows:
            yield _table(f"Edits {outcome.value}: {len(rows)}", heads, rows)
    if not article.decisions:
        yield "<p>No agent proposed an edit.</p>"


def _edit(row: AgentDecision) -> tuple[str, ...]:
    return (
        AGENT_LABELS[row.agent_type],
        row.check_label,
        _change(row.value_before, row.value_after),
        _change(row.score_before, row.score_after),
        row.why,
        row.text_before,
        row.text_after,
        _REVIEWS[row.review],
    )


def _change(before: object, after: object) -> str:
    told = ["" if one is None else str(one) for one in (before, after)]
    return " → ".join(told) if told[0] != told[1] else told[0]


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in heads)
    lines = ("".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f"<table>\n<caption>{_text(caption)}</caption>\n"
        f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def _text(text: str) -> str:
    return escape(writable(text), quote=False)
