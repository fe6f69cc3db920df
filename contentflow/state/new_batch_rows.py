"""What the page of rows that are not started yet shows, in words. Pure."""

from dataclasses import dataclass

from contentflow import briefs
from contentflow.batches import terms
from contentflow.batches.checking import Checked, Row
from contentflow.batches.columns import FIELDS
from contentflow.batches.drafts import Draft
from contentflow.engine.batch_estimates import BatchEstimate, Range
from contentflow.names import CONTENT_TYPE_LABELS
from contentflow.state import words

FIELD_LABELS = {name: field.label for name, field in FIELDS.items()}
MOST_CHARACTERS = {
    "audience": briefs.AUDIENCE,
    "goal": briefs.GOAL,
    "name": terms.LONGEST_NAME,
    "target_words": 6,
    "budget_usd": 12,
}
USUAL_WORDS = briefs.DEFAULT_WORDS
_SAMPLES = 3
_LONGEST = 120


@dataclass
class ColumnLine:
    """A column of the table: what it is called, what it gives, what stands in it."""

    place: int = 0
    name: str = ""
    field: str = ""
    samples: str = ""


@dataclass
class RowLine:
    """One row: ready to start, or what one should know of it before."""

    number: int = 0
    topic: str = ""
    kind: str = ""
    extent: str = ""
    status: str = "completed"  # completed: ready; failed: something is wrong; warn: look at it
    verdict: str = "Ready"
    told: str = ""


@dataclass
class CheckCard:
    """How many rows there are, and how many of them start."""

    rows: int = 0
    broken: int = 0
    repeated: int = 0
    starting: int = 0
    summary: str = ""


@dataclass
class BatchCard:
    """An estimate in words; `unpriced` when nothing is known of the cost."""

    ready: bool = False
    campaigns: str = ""
    total: str = ""
    span: str = ""
    cost: str = ""
    cost_span: str = ""
    basis: str = ""
    at_once: str = ""
    unpriced: bool = False


def column_lines(draft: Draft) -> list[ColumnLine]:
    """The columns with their first cells."""
    fields = {place: name for name, place in draft.places.items()}
    lines = []
    for place, name in enumerate(draft.sheet.columns):
        cells = [row[place] for _, row in draft.sheet.rows[:20] if row[place]][:_SAMPLES]
        lines.append(ColumnLine(place, name, fields.get(place, ""), " · ".join(cells)[:_LONGEST]))
    return lines


def row_lines(checked: Checked, *, only_problems: bool, most: int) -> tuple[list[RowLine], bool]:
    """The first rows, and whether there are more."""
    rows = [row for row in checked.rows if not only_problems or row.problems or row.repeats]
    return [row_line(row) for row in rows[:most]], len(rows) > most


def row_line(row: Row) -> RowLine:
    """One row in words."""
    line = RowLine(number=row.number, topic=row.topic[:_LONGEST] or "No topic")
    if row.brief:
        line.kind = CONTENT_TYPE_LABELS[row.brief.content_type]
        line.extent = words.count(row.brief.target_words, "word")
    if row.problems:
        line.status, line.verdict = "failed", "Wrong"
        line.told = " ".join(
            f"{one.column}: {one.message}" if one.column else one.message for one in row.problems
        )
    elif row.repeats:
        line.status, line.verdict = "warn", "Repeated"
        line.told = f"Same topic and type as row {row.repeats:,}."
    elif row.formula:
        line.status, line.verdict = "warn", "Formula"
        line.told = "It is used as text, as it stands here."
    return line


def check_card(checked: Checked, starting: int) -> CheckCard:
    """The rows counted."""
    found = [words.count(len(checked.rows), "row")]
    if checked.broken:
        found.append(f"{checked.broken:,} with something wrong")
    if checked.repeated:
        found.append(f"{checked.repeated:,} repeated")
    return CheckCard(
        len(checked.rows), checked.broken, checked.repeated, starting, ", ".join(found)
    )


def batch_card(found: BatchEstimate) -> BatchCard:
    """A range, not only one number."""
    return BatchCard(
        ready=found.campaigns > 0,
        campaigns=f"{found.campaigns:,}",
        total=words.duration(_round(found.seconds.typical)),
        span=words.between(
            words.duration(_round(found.seconds.low)), words.duration(_round(found.seconds.high))
        ),
        cost=_cost(found.cost_usd),
        cost_span=_cost_span(found.cost_usd),
        basis=words.basis(found.runs),
        at_once=f"{words.count(found.at_once, 'campaign')} at a time",
        unpriced=found.cost_usd is None,
    )


def _round(seconds: float) -> float:
    step = 5 if seconds < 60 else 10 if seconds < 600 else 60 if seconds < 7200 else 600
    return max(step, round(seconds / step) * step)


def _cost(found: Range | None) -> str:
    if found is None:
        return "not known"
    return "free" if found.high == 0 else words.money(found.typical)


def _cost_span(found: Range | None) -> str:
    if found is None:
        return "no priced runs yet"
    if found.high == 0:
        return "this model costs nothing"
    return words.between(words.money(found.low), words.money(found.high))
