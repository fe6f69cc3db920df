"""What is said of a batch as a whole: its name, what it may cost, when it begins. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from contentflow.briefs import storable
from contentflow.errors import Invalid
from contentflow.names import Priority

LONGEST_NAME = 120
MOST_USD = 1_000_000.0
_LEAST_USD = 0.01
_FARTHEST = timedelta(days=366)
_NOW = timedelta(minutes=1)  # what lies so little in the past is meant to be now
NAMES = ("name", "priority", "budget_usd", "starts_at", "time_zone")


@dataclass(frozen=True)
class Terms:
    """`starts_at` is UTC, None for at once; `time_zone` is the one it was said in, or ""."""

    name: str = ""
    priority: Priority = Priority.BACKGROUND
    budget_usd: float | None = None
    starts_at: datetime | None = None
    time_zone: str = ""


def read(data: Mapping[str, object], now: datetime) -> Terms:
    """The terms in `data`. Missing, None and "" mean the default.

    Raises:
        Invalid: says of every wrong field what is wrong with it.
    """
    wrong: dict[str, str] = {}
    terms = Terms(
        name=_name(data.get("name"), wrong),
        priority=_priority(data.get("priority"), wrong),
        budget_usd=_budget(data.get("budget_usd"), wrong),
        starts_at=_start(data, now, wrong),
        time_zone=_zone(data.get("time_zone"), wrong),
    )
    if wrong:
        raise Invalid(wrong)
    return terms


def _name(value: object, wrong: dict[str, str]) -> str:
    if value is not None and not isinstance(value, str):
        wrong["name"] = "The name must be text."
        return ""
    name = " ".join(storable(value or "").split())
    if len(name) > LONGEST_NAME:
        wrong["name"] = f"The name has {len(name)} characters; {LONGEST_NAME} is the most."
    return name


def _priority(value: object, wrong: dict[str, str]) -> Priority:
    if value in (None, ""):
        return Priority.BACKGROUND
    if isinstance(value, str) and value in set(Priority):
        return Priority(value)
    wrong["priority"] = f"Choose one of {', '.join(Priority)}."
    return Priority.BACKGROUND


def _budget(value: object, wrong: dict[str, str]) -> float | None:
    if value in (None, ""):
        return None
    amount = _number(value)
    if amount is None or not _LEAST_USD <= amount <= MOST_USD:
        wrong["budget_usd"] = f"The budget must be ${_LEAST_USD} to ${MOST_USD:,.0f}."
        return None
    return round(amount, 2)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value.strip().removeprefix("$").replace(",", ""))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -MOST_USD <= value <= MOST_USD else None


def _zone(value: object, wrong: dict[str, str]) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, str) and value in _zones():
        return value
    wrong["time_zone"] = "There is no such time zone. Give one like Europe/Berlin."
    return ""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _start(data: Mapping[str, object], now: datetime, wrong: dict[str, str]) -> datetime | None:
    value = data.get("starts_at")
    if value in (None, ""):
        return None
    said = value if isinstance(value, str) and len(value) < 64 else ""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        wrong["starts_at"] = "Give the time like 2026-05-04T02:00."
        return None
    found = _in_utc(moment, data.get("time_zone"), wrong)
    if found is None:
        return None
    if found < now - _NOW:
        wrong["starts_at"] = "This time has passed."
    elif found > now + _FARTHEST:
        wrong["starts_at"] = "Choose a time within a year."
    return found if found > now else None


def _in_utc(moment: datetime, zone: Any, wrong: dict[str, str]) -> datetime | None:
    """The moment in UTC; without an offset of its own it is a time of the zone."""
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if not isinstance(zone, str) or zone not in _zones():
            wrong["starts_at"] = "Name the time zone of this time, or give it with its offset."
            return None
        found = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
            wrong["starts_at"] = "Clocks go forward over this time: it does not exist that day."
            return None
    except OverflowError:
        wrong["starts_at"] = "Choose a time within a year."
        return None
    return found


def local(moment: datetime, time_zone: str) -> str:
    """A moment as the clocks of a zone show it: "4 May 2026, 02:00 (Europe/Berlin)"."""
    zone = ZoneInfo(time_zone) if time_zone in _zones() else UTC
    there = moment.astimezone(zone)
    return f"{there.day} {there:%b %Y, %H:%M} ({time_zone if time_zone in _zones() else 'UTC'})"
