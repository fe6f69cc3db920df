"""The rows of a batch in pieces: Reflex sends a var whole, so only what changed of it is sent."""

import operator
from functools import reduce
from typing import Any

import reflex as rx

from contentflow.batches.members import PAGE
from contentflow.state.batch_rows import MemberLine

_SIZE = 10  # rows of a piece
SLOTS = [f"lines_{number}" for number in range(PAGE // _SIZE)]


class BatchSlots(rx.State, mixin=True):
    """The pieces, each a part of the page's rows."""

    lines_0: list[MemberLine] = []
    lines_1: list[MemberLine] = []
    lines_2: list[MemberLine] = []
    lines_3: list[MemberLine] = []
    lines_4: list[MemberLine] = []
    lines_5: list[MemberLine] = []
    lines_6: list[MemberLine] = []
    lines_7: list[MemberLine] = []
    lines_8: list[MemberLine] = []
    lines_9: list[MemberLine] = []


def spread(lines: list[MemberLine]) -> dict[str, list[MemberLine]]:
    """The rows by the names of their pieces."""
    return {slot: lines[number * _SIZE : (number + 1) * _SIZE] for number, slot in enumerate(SLOTS)}


def shown(state: BatchSlots) -> list[MemberLine]:
    """All rows that the page shows."""
    return [line for slot in SLOTS for line in getattr(state, slot)]


def joined(state: type[rx.State]) -> Any:
    """All rows again, in the browser."""
    return reduce(operator.add, (getattr(state, slot) for slot in SLOTS))
