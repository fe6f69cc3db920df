"""What admins change while it runs: how many runs work at once, how long results are kept."""

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import access, audit, db, settings
from contentflow.audit import Deed
from contentflow.config import config
from contentflow.errors import Invalid
from contentflow.names import AGENT_LABELS, AGENT_ORDER, AgentName, AuditAction
from contentflow.person import Person

CONCURRENCY = "runs_at_once"
PER_WORKER = "runs_per_worker"
CACHE = "cache_hours"
ENDPOINT = "endpoint"
KEPT = "kept_days"
MOST_RUNS = 256
DEFAULT_PER_WORKER = 16
LONGEST_HOURS = 8_760  # a year
MOST_REQUESTS = 1_000_000
MOST_TOKENS = 1_000_000_000
DEFAULT_HOURS = 168.0  # a week
DEFAULT_DAYS = {"events": 365, "notifications": 180, "workflows": 14}
LONGEST_DAYS = 36_500
_FRESH = 2.0  # seconds in which another process's change is not seen yet
_read: tuple[float, dict[str, Any]] | None = None
_forgotten = 0  # how often they had to be read anew


async def runs_at_once(session: AsyncSession | None = None) -> int:
    """How many runs may work at the same time: one on the demo model, four otherwise.

    Who is in a transaction gives it: with a second connection, those that wait for the first one's
    lock could have taken all there are.
    """
    said = (await _stored(session)).get(CONCURRENCY)
    return int(said) if said else default_runs()


async def runs_per_worker(session: AsyncSession | None = None) -> int:
    """How many of them may work in one process; `session` as above."""
    said = (await _stored(session)).get(PER_WORKER)
    return int(said) if said else DEFAULT_PER_WORKER


@dataclass(frozen=True)
class Endpoint:
    """What the model's endpoint may be asked for: a minute, and at once. 0: whatever it bears."""

    requests: int = 0
    tokens: int = 0
    at_once: int = 0


async def endpoint() -> Endpoint:
    """The limits of the model's endpoint, for all processes together."""
    said = (await _stored()).get(ENDPOINT) or {}
    return Endpoint(**{name: int(said.get(name, 0)) for name in _ENDPOINT})


_ENDPOINT = {"requests": MOST_REQUESTS, "tokens": MOST_TOKENS, "at_once": MOST_RUNS}


async def kept_days(kind: str) -> int:
    """For how many days events, notifications or the engine's workflows are kept; 0: for ever."""
    said = (await _stored()).get(KEPT) or {}
    return int(said.get(kind, DEFAULT_DAYS[kind]))


def default_runs() -> int:
    """How many runs work at the same time when nobody chose."""
    return 1 if config().uses_demo_model else 4


async def cache_hours(agent: AgentName, session: AsyncSession | None = None) -> float:
    """How long an agent's results may serve again, 0: never; `session` as above."""
    said = (await _stored(session)).get(CACHE) or {}
    return float(said.get(agent.value, DEFAULT_HOURS))


async def change(person: Person, wanted: Mapping[str, Any], address: str = "") -> None:
    """Set options by name; what is not named stays. Wake the engine afterwards.

    Raises:
        Forbidden: the person is no admin.
        Invalid: says of every wrong value what is wrong with it.
    """
    access.require_admin(person)
    values = _checked(wanted, await _stored())
    async with db.transaction() as session:
        for name, value in values.items():
            await settings.put(session, name, value)
        about = ", ".join(sorted(wanted))
        audit.record(session, person, Deed(AuditAction.LIMITS_CHANGED, about=about), address)
    forget()


def bounds(name: str) -> tuple[int, int]:
    """The fewest and the most an option may be."""
    return _KNOWN[name].fewest, _KNOWN[name].most


def forget() -> None:
    """Read them anew when they are asked for next."""
    global _read, _forgotten
    _read, _forgotten = None, _forgotten + 1


def _checked(wanted: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The new values by the name they are stored under."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in wanted.items():
        known = _KNOWN.get(name)
        if known is None:
            wrong[name] = "There is no such option."
            continue
        number = _whole(value, known, name, wrong)
        if known.part:
            group = values.setdefault(known.stored, dict(before.get(known.stored) or {}))
            group[known.part] = number
        else:
            values[known.stored] = number
    if wrong or not values:
        raise Invalid(wrong or {"options": "Name what to change."})
    return values


@dataclass(frozen=True)
class _Option:
    """Where an option is stored, and what it may be."""

    stored: str
    part: str
    fewest: int
    most: int
    label: str = ""


_KNOWN: dict[str, _Option] = {
    CONCURRENCY: _Option(CONCURRENCY, "", 1, MOST_RUNS),
    PER_WORKER: _Option(PER_WORKER, "", 1, MOST_RUNS),
    **{f"endpoint_{name}": _Option(ENDPOINT, name, 0, most) for name, most in _ENDPOINT.items()},
    **{f"kept_{kind}": _Option(KEPT, kind, 0, LONGEST_DAYS) for kind in DEFAULT_DAYS},
    **{
        f"cache_{agent}": _Option(CACHE, agent.value, 0, LONGEST_HOURS, f"{AGENT_LABELS[agent]}: ")
        for agent in AGENT_ORDER
    },
}


def _whole(value: Any, option: _Option, name: str, wrong: dict[str, str]) -> int:
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 12:
        value = int(value)
    fewest, most = option.fewest, option.most
    if isinstance(value, bool) or not isinstance(value, int) or not fewest <= value <= most:
        wrong[name] = f"{option.label}Enter a whole number from {fewest} to {most:,}."
        return fewest
    return value


async def _stored(session: AsyncSession | None = None) -> dict[str, Any]:
    global _read
    if _read is not None and time.monotonic() - _read[0] <= _FRESH:
        return _read[1]
    before = _forgotten
    async with nullcontext(session) if session else db.reading() as asks:
        found = await settings.several(asks, _NAMES)
    if before == _forgotten:  # else somebody changed them meanwhile
        _read = time.monotonic(), found
    return found


_NAMES = (CONCURRENCY, PER_WORKER, ENDPOINT, KEPT, CACHE)
