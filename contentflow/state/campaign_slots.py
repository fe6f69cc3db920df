"""The page's long lists in pieces: Reflex sends a var whole, so only what changed of it is sent.

Pure but for the vars themselves, which the page's state takes over.
"""

import operator
from functools import reduce
from typing import Any

import reflex as rx

from contentflow.state.campaign_article import BlockRow
from contentflow.state.campaign_rows import AgentRow
from contentflow.state.campaign_scores import CheckGroup

Values = dict[str, Any]
_SECTIONS = 12  # the last holds what is left of a longer text
SLOTS = {"agents": 5, "groups": 4, "blocks": _SECTIONS}


class Slots(rx.State, mixin=True):
    """The pieces, each a part of its list."""

    agents_0: list[AgentRow] = []
    agents_1: list[AgentRow] = []
    agents_2: list[AgentRow] = []
    agents_3: list[AgentRow] = []
    agents_4: list[AgentRow] = []
    groups_0: list[CheckGroup] = []
    groups_1: list[CheckGroup] = []
    groups_2: list[CheckGroup] = []
    groups_3: list[CheckGroup] = []
    blocks_0: list[BlockRow] = []
    blocks_1: list[BlockRow] = []
    blocks_2: list[BlockRow] = []
    blocks_3: list[BlockRow] = []
    blocks_4: list[BlockRow] = []
    blocks_5: list[BlockRow] = []
    blocks_6: list[BlockRow] = []
    blocks_7: list[BlockRow] = []
    blocks_8: list[BlockRow] = []
    blocks_9: list[BlockRow] = []
    blocks_10: list[BlockRow] = []
    blocks_11: list[BlockRow] = []


def slots(name: str) -> list[str]:
    """The names of a list's pieces, in order."""
    return [f"{name}_{number}" for number in range(SLOTS[name])]


NO_SLOTS: Values = {slot: [] for name in SLOTS for slot in slots(name)}


def spread(values: Values) -> Values:
    """The values with their long lists in pieces: texts by heading, other lists by row."""
    found = {name: value for name, value in values.items() if name not in SLOTS}
    for name in SLOTS:
        if name in values:
            found |= dict(zip(slots(name), _pieces(name, values[name]), strict=True))
    return found


def _pieces(name: str, rows: list[Any]) -> list[list[Any]]:
    pieces: list[list[Any]] = [[] for _ in range(SLOTS[name])]
    at = 0
    for row in rows:
        begins = name != "blocks" or row.kind == "h"
        if begins and pieces[at]:
            at = min(at + 1, len(pieces) - 1)
        pieces[at].append(row)
    return pieces


def joined(state: type[rx.State], name: str) -> Any:
    """The whole list again, in the browser."""
    return reduce(operator.add, (getattr(state, slot) for slot in slots(name)))
