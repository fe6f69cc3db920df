"""What the commands say."""

import sys
from collections.abc import Sequence


def say(line: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")


def complain(line: str) -> None:
    """A line beside the answer: an error, or a remark."""
    sys.stderr.write(f"{line}\n")


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows with their columns under each other; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())
