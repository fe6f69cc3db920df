"""What admins change while it runs: how many runs work at once, how long results are kept."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
MOST_RUNS = 256
DEFAULT_PER_WORKER = 16
LONGEST_HOURS = 8_760  # a year
MOST_REQUESTS = 1_000_000
MOST_TOKENS = 1_000_000_000
DEFAULT_HOURS = 168.0  # a week
_FRESH = 2.0  # seconds in which another process's change is not seen yet
_read: tuple[float, dict[str, Any]] | None = None


async def runs_at_once() -> int:
    """How many runs may work at the same time: one on the demo model, four otherwise."""
    said = (await _stored()).get(CONCURRENCY)
    return int(said) if said else default_runs()


async def runs_per_worker() -> int:
    """How many of them may work in one process."""
    said = (await _stored()).get(PER_WORKER)
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


def default_runs() -> int:
    """How many runs work at the same time when nobody chose."""
    return 1 if config().uses_demo_model else 4


async def cache_hours(agent: AgentName) -> float:
    """How long an agent's results may serve again; 0: never."""
    said = (await _stored()).get(CACHE) or {}
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


def forget() -> None:
    """Read them anew when they are asked for next."""
    global _read
    _read = None


def _checked(wanted: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    hours = dict(before.get(CACHE) or {})
    pace = dict(before.get(ENDPOINT) or {})
    for name, value in wanted.items():
        agent = name.removeprefix("cache_")
        if name in (CONCURRENCY, PER_WORKER):
            values[name] = _whole(value, 1, MOST_RUNS, name, wrong)
        elif name.removeprefix("endpoint_") in _ENDPOINT and name.startswith("endpoint_"):
            what = name.removeprefix("endpoint_")
            pace[what] = _whole(value, 0, _ENDPOINT[what], name, wrong)
            values[ENDPOINT] = pace
        elif name.startswith("cache_") and agent in AGENT_ORDER:
            label = AGENT_LABELS[AgentName(agent)]
            hours[agent] = _whole(value, 0, LONGEST_HOURS, name, wrong, f"{label}: ")
            values[CACHE] = hours
        else:
            wrong[name] = "There is no such option."
    if wrong or not values:
        raise Invalid(wrong or {"options": "Name what to change."})
    return values


def _whole(
    value: Any, fewest: int, most: int, name: str, wrong: dict[str, str], label: str = ""
) -> int:
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not fewest <= value <= most:
        wrong[name] = f"{label}Enter a whole number from {fewest} to {most:,}."
        return fewest
    return value


async def _stored() -> dict[str, Any]:
    global _read
    if _read is None or time.monotonic() - _read[0] > _FRESH:
        names = (CONCURRENCY, PER_WORKER, ENDPOINT, CACHE)
        _read = time.monotonic(), {name: await settings.get(name) for name in names}
    return _read[1]
