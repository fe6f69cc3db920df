"""An agent's results over all runs, two of them compared, in a dialog of the campaign page."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from contentflow import limits, results, routes
from contentflow.config import DEMO_MODEL
from contentflow.errors import Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.names import (
    AGENT_LABELS,
    AGENT_ORDER,
    SCORE_LABELS,
    AgentName,
    AgentStatus,
    Rating,
)
from contentflow.person import Person
from contentflow.results import ChangedCheck, Comparison, Execution
from contentflow.state import words
from contentflow.state.campaign_rows import cache_words, signed
from contentflow.state.session import campaign_of, entrance, person_of

_RATINGS = {
    Rating.GOOD: "on target",
    Rating.NEEDS_WORK: "needs work",
    Rating.POOR: "poor",
    Rating.NOT_APPLICABLE: "does not apply",
}


@dataclass
class ResultRow:
    """One result in words; `at` is ISO UTC."""

    id: str = ""
    at: str = ""
    run: str = ""
    kind: str = ""
    status: str = ""
    version: str = ""
    scores: str = ""
    took: str = ""
    cost: str = ""
    note: str = ""


@dataclass
class ScorePair:
    """One score in both results."""

    label: str = ""
    before: str = ""
    after: str = ""
    delta: str = ""
    kind: str = ""  # up or down


@dataclass
class CheckPair:
    """A check that changed."""

    id: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    kind: str = ""  # better, worse or other


@dataclass
class Compared:
    """Two results side by side; `href` leads to what changed in the text, "" for nothing."""

    first: str = ""
    second: str = ""
    scores: list[ScorePair] = field(default_factory=list)
    checks: list[CheckPair] = field(default_factory=list)
    href: str = ""


class ResultsState(rx.State):
    """The results of one agent, and the two that are compared."""

    opened: bool = False
    label: str = ""
    rows: list[ResultRow] = []
    chosen: list[str] = []
    compared: Compared = Compared()
    problem: str = ""
    _agent: str = ""
    _of: str = ""

    @rx.event
    async def show(self, agent: str) -> Any:
        """Open the dialog with an agent's results, the latest two compared."""
        if agent not in AGENT_ORDER:
            return None
        self._agent, self._of = agent, campaign_of(self)
        self.label, self.compared = AGENT_LABELS[AgentName(agent)], Compared()
        return await self._read(self._list)

    @rx.event
    async def choose(self, result_id: str) -> Any:
        """Take a result in for the comparison, or out; of three the oldest choice goes."""
        if result_id in self.chosen:
            self.chosen = [one for one in self.chosen if one != result_id]
        elif any(row.id == result_id for row in self.rows):
            self.chosen = [*self.chosen, str(result_id)][-2:]
        self.compared = Compared()
        return await self._read(self._compare)

    @rx.event
    def close(self, opened: bool = False) -> None:
        """Shut the dialog."""
        if not opened:
            self.opened, self.rows, self.chosen = False, [], []
            self.compared, self.problem = Compared(), ""

    async def _read(self, reading: Any) -> Any:
        self.problem = ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await reading(person)
        except NotSignedIn:
            return await entrance(self)
        except (Invalid, NotFound, TooManyRequests) as error:
            self.problem = str(error)
        return None

    async def _list(self, person: Person) -> None:
        found = await results.listing(person, self._of, AgentName(self._agent))
        self.opened, self.rows = True, [result_row(one) for one in found]
        self.chosen = [row.id for row in self.rows[:2]]
        await self._compare(person)

    async def _compare(self, person: Person) -> None:
        if len(self.chosen) == 2:
            found = await results.compare(person, self._of, self.chosen[0], self.chosen[1])
            self.compared = compared_of(found, self._of)


def result_row(one: Execution) -> ResultRow:
    """A result as the list shows it."""
    card = one.view
    return ResultRow(
        id=one.id,
        at=card.started_at.isoformat() if card.started_at else "",
        run=f"Run {one.run}",
        kind=card.status.value,
        status=card.status.value.capitalize(),
        version=f"version {card.version}" if card.version else "no version",
        scores=_scores(one),
        took="" if card.duration_ms is None else words.took(card.duration_ms / 1000),
        cost=_cost(one),
        note=cache_words(card) or card.error or card.summary,
    )


def _scores(one: Execution) -> str:
    if one.view.status is AgentStatus.FAILED:
        return ""
    known = [
        f"{label} {one.scores[name]}"
        for name, label in SCORE_LABELS.items()
        if one.scores.get(name) is not None
    ]
    return ", ".join(known)


def _cost(one: Execution) -> str:
    if one.view.model == DEMO_MODEL or one.view.cache_hit:
        return "free"
    return words.money(one.view.cost_usd) if one.view.model else ""


def compared_of(found: Comparison, campaign_id: str) -> Compared:
    """A comparison as the dialog shows it."""
    first, second = found.first.view.version, found.second.view.version
    href = routes.changes(campaign_id, first, second) if 0 < first != second > 0 else ""
    pairs = [
        _score(SCORE_LABELS[name], *pair)
        for name, pair in found.scores.items()
        if pair != (None, None)
    ]
    return Compared(
        first=_named(found.first),
        second=_named(found.second),
        scores=pairs,
        checks=sorted(map(_check, found.checks), key=lambda one: _TURNS.index(one.kind)),
        href=href,
    )


def _named(one: Execution) -> str:
    return f"Run {one.run}, version {one.view.version}"


def _score(label: str, before: int | None, after: int | None) -> ScorePair:
    old, new = ("–" if score is None else str(score) for score in (before, after))
    if before is None or after is None or before == after:
        return ScorePair(label, old, new)
    return ScorePair(label, old, new, signed(after - before), "up" if after > before else "down")


_TURNS = ["worse", "better", "other"]
_ORDER = [Rating.POOR, Rating.NEEDS_WORK, Rating.GOOD]


def _check(one: ChangedCheck) -> CheckPair:
    ranks = [
        _ORDER.index(said[0]) if said and said[0] in _ORDER else None
        for said in (one.before, one.after)
    ]
    kind = "other"
    if None not in ranks and ranks[0] != ranks[1]:
        kind = "better" if ranks[1] > ranks[0] else "worse"  # type: ignore[operator]
    return CheckPair(one.id, one.label, _said(one.before), _said(one.after), kind)


def _said(said: tuple[Rating, str] | None) -> str:
    if said is None:
        return "not measured"
    rating, shown = said
    return _RATINGS[rating] if shown in ("", "–") else f"{shown}, {_RATINGS[rating]}"
