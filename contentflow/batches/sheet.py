"""A table as somebody brought it: its cells, and where in their file each row stands. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Self

from contentflow.batches import columns
from contentflow.briefs import storable
from contentflow.errors import Invalid

MOST_ROWS = 2_000
MOST_COLUMNS = 50
Record = tuple[int, Sequence[str]]
_MARKED = re.compile(r"'\s*[=+\-@']")


@dataclass(frozen=True)
class Sheet:
    """Rows that are not blank, all of one width; `numbers` count from 1, as a spreadsheet does.

    With `heading` the first row names the columns. `said` is how the file was read, in words.
    """

    cells: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    heading: bool = False
    said: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """What each column is called; one without a name is called after its place."""
        names = self.cells[0] if self.heading else ("",) * self.width
        return tuple(name or f"Column {letters(place)}" for place, name in enumerate(names))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.cells[0]) if self.cells else 0

    @property
    def rows(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Each row with its number, the heading left out."""
        rows = tuple(zip(self.numbers, self.cells, strict=True))
        return rows[1:] if self.heading else rows

    @property
    def named(self) -> int:
        """How many columns the heading names; what stands beyond belongs to none."""
        if not self.heading:
            return self.width
        return max((place for place, name in enumerate(self.cells[0], 1) if name), default=0)

    def as_json(self) -> dict[str, Any]:
        """Plain data; `from_json` reads it."""
        return {
            "cells": self.cells,
            "numbers": self.numbers,
            "heading": self.heading,
            "said": self.said,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The table that was kept."""
        cells = tuple(tuple(row) for row in data["cells"])
        return cls(cells, tuple(data["numbers"]), data["heading"], data["said"])


def tabulate(records: Iterable[Record], said: str) -> Sheet:
    """The table of records with their numbers; blank ones are left out, and counted all the same.

    Raises:
        Invalid: field "file" says that there is nothing, or too much.
    """
    rows: list[tuple[int, list[str]]] = []
    heading, found = False, 0
    for number, record in records:
        if not any(map(str.strip, record)):
            continue
        found += 1
        if found <= MOST_ROWS + 1:  # what is too much is only counted
            rows.append((number, _trimmed([_text(cell) for cell in record])))
        if found == 1:
            heading = _names_columns(rows[0][1])
    _refuse(found - heading)
    width = max(len(cells) for _, cells in rows)
    return Sheet(
        cells=tuple(tuple(cells + [""] * (width - len(cells))) for _, cells in rows),
        numbers=tuple(number for number, _ in rows),
        heading=heading,
        said=said,
    )


def _text(cell: str) -> str:
    """What stands in a cell, without the mark that `files.neutral` gave it."""
    text = storable(cell).strip()
    return text[1:].strip() if _MARKED.match(text) else text


def _names_columns(cells: Sequence[str]) -> bool:
    """A table of several columns has a heading; a list has one when it says so."""
    return sum(map(bool, cells)) > 1 or any(map(columns.known, cells))


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Invalid({"file": f"There are {len(cells):,} columns; {MOST_COLUMNS} is the most."})
    return cells


def _refuse(rows: int) -> None:
    if rows <= 0:
        raise Invalid({"file": "There are no rows with topics in it."})
    if rows > MOST_ROWS:
        raise Invalid({"file": too_many(f"{rows:,}")})


def too_many(rows: str) -> str:
    """That a batch cannot have so many rows, and what to do."""
    return f"There are {rows} rows; {MOST_ROWS:,} is the most in one batch. Split the file."


def letters(place: int) -> str:
    """What a spreadsheet calls a column: A, B, … Z, AA; `place` counts from 0."""
    name = ascii_uppercase[place % 26]
    return name if place < 26 else ascii_uppercase[place // 26 - 1] + name
