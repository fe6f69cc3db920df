"""Every row is held to what a brief may be, before anything starts. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contentflow.batches.cells import brief_data
from contentflow.batches.columns import FIELDS, Places
from contentflow.batches.sheet import Sheet
from contentflow.briefs import NewCampaign, validate
from contentflow.errors import Invalid

# What all rows share; what a row says itself goes first.
SHARED = (
    *("content_type", "audience", "goal", "tone", "target_words"),
    *("brand_voice_id", "visibility", "priority"),
)
_LONGEST_VALUE = 200  # characters of a wrong cell that are shown
_A_TOPIC = {"topic": "A topic"}
_WIDE = (
    "The row has more cells than the heading has names. A text with the separator in it needs"
    " quotes."
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or with a whole row where `field` is ""."""

    row: int
    field: str
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Row:
    """One row: its brief, or what is wrong with it. `repeats` is the row it repeats, or 0.

    `formula`: a cell begins like a formula; it is text here.
    """

    number: int
    topic: str
    brief: NewCampaign | None
    problems: tuple[Problem, ...] = ()
    repeats: int = 0
    formula: bool = False


@dataclass(frozen=True)
class Skip:
    """Which rows are left out of what is started."""

    invalid: bool = False
    duplicates: bool = False


@dataclass(frozen=True)
class Checked:
    """All rows in their order; `wrong` is what is wrong with what they share, by its name."""

    rows: tuple[Row, ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the cells of all rows."""
        return [problem for row in self.rows for problem in row.problems]

    @property
    def broken(self) -> int:
        """How many rows have something wrong."""
        return sum(bool(row.problems) for row in self.rows)

    @property
    def repeated(self) -> int:
        """How many rows repeat an earlier one."""
        return sum(row.repeats > 0 for row in self.rows)

    def briefs(self, skip: Skip) -> list[NewCampaign]:
        """The briefs to start.

        Raises:
            Invalid: a row is wrong and shall not be left out, or none is left.
        """
        if self.wrong:
            raise Invalid(self.wrong)
        if self.broken and not skip.invalid:
            said = "1 row has" if self.broken == 1 else f"{self.broken:,} rows have"
            raise Invalid({"rows": f"{said} something wrong. Mend it, or leave them out."})
        left = [row.brief for row in self.rows if not (skip.duplicates and row.repeats)]
        found = [brief for brief in left if brief is not None]
        if not found:
            raise Invalid({"rows": "No row is left to start."})
        return found


def check(
    sheet: Sheet, places: Places, shared: Mapping[str, Any], voices: Mapping[str, str]
) -> Checked:
    """The rows of a table; `voices` are the ids of brand voices by their names, as compared."""
    wrong = wrong_settings(shared)
    if "topic" not in places:
        wrong["columns"] = "Choose the column that has the topics."
        return Checked(wrong=wrong)
    common = {name: value for name, value in shared.items() if name not in wrong}
    rows = _Rows()
    for number, cells in sheet.rows:
        given = {name: cells[place] for name, place in places.items()}
        data, refused = brief_data(given, voices)
        brief, problems = _validated({**common, **data}, refused)
        if any(cells[sheet.named :]):
            problems[""] = _WIDE
        found = [_problem(sheet, places, (number, given), one) for one in problems.items()]
        rows.add(number, given, brief, found)
    return Checked(tuple(rows.found), wrong)


def check_briefs(rows: Sequence[object], shared: Mapping[str, Any]) -> Checked:
    """Rows that are briefs already, as another program sends them, counted from 1."""
    wrong = wrong_settings(shared)
    common = {name: value for name, value in shared.items() if name not in wrong}
    checked = _Rows()
    for number, row in enumerate(rows, 1):
        data = dict(row) if isinstance(row, Mapping) else {}
        brief, problems = _validated({**common, **data}, {})
        given = {name: str(data.get(name, ""))[:_LONGEST_VALUE] for name in ("topic", *problems)}
        found = [Problem(number, one, one, given[one], said) for one, said in problems.items()]
        checked.add(number, given, brief, found)
    return Checked(tuple(checked.found), wrong)


def wrong_settings(shared: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what all rows share, by its name."""
    unknown = {name: "There is no such setting." for name in shared if name not in SHARED}
    return unknown | _validated({**_A_TOPIC, **shared}, {})[1]


def _validated(
    data: Mapping[str, Any], refused: Mapping[str, str]
) -> tuple[NewCampaign | None, dict[str, str]]:
    try:
        return validate(data), dict(refused)
    except Invalid as error:
        return None, {**error.fields, **refused}


def _problem(
    sheet: Sheet, places: Places, row: tuple[int, Mapping[str, str]], wrong: tuple[str, str]
) -> Problem:
    """What is said of a part of a brief, as said of the cell it came from."""
    (number, given), (name, message) = row, wrong
    if name == "sources":
        name = "links" if given.get("links") else "facts"
    name = {"brand_voice_id": "brand_voice"}.get(name, name)
    if name in places:
        column = sheet.columns[places[name]]
    else:
        column = FIELDS[name].label if name in FIELDS else ""
    return Problem(number, name, column, given.get(name, "")[:_LONGEST_VALUE], message)


class _Rows:
    """Collects rows and finds the earlier one with the same topic in the same content type."""

    def __init__(self) -> None:
        self.found: list[Row] = []
        self._first: dict[tuple[str, str], int] = {}

    def add(
        self,
        number: int,
        cells: Mapping[str, str],
        brief: NewCampaign | None,
        problems: Sequence[Problem],
    ) -> None:
        """One more row; one with problems is no brief."""
        brief = None if problems else brief
        formula = any(cell.startswith("=") for cell in cells.values())
        repeats = self._earlier(number, brief) if brief else 0
        row = Row(number, cells["topic"], brief, tuple(problems), repeats, formula)
        self.found.append(row)

    def _earlier(self, number: int, brief: NewCampaign) -> int:
        """The number of the row with this topic, up to case and blanks; 0 when it is the first."""
        words = unicodedata.normalize("NFKC", brief.topic).casefold().split()
        first = self._first.setdefault((" ".join(words), brief.content_type.value), number)
        return first if first < number else 0
