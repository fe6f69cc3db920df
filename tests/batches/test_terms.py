"""Name, budget and start of a batch, as people and programs say them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentflow.batches.terms import Terms, local, read
from contentflow.errors import Invalid
from contentflow.names import Priority

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def wrong(**data: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read(data, NOW)
    return caught.value.fields


def test_nothing_said_means_background_now_without_a_budget() -> None:
    assert read({}, NOW) == Terms("", Priority.BACKGROUND, None, None, "")
    assert read({"name": None, "priority": "", "budget_usd": "", "starts_at": None}, NOW) == Terms()


@pytest.mark.parametrize(
    ("said", "usd"), [("$1,250.50", 1250.5), (5, 5.0), ("5", 5.0), (0.01, 0.01), ("1e3", 1000.0)]
)
def test_money_as_people_write_it(said: object, usd: float) -> None:
    assert read({"budget_usd": said}, NOW).budget_usd == usd


@pytest.mark.parametrize(
    "said", [0, -1, "0.001", "many", True, "nan", "inf", 10**400, 1e9, [], {}, "1_0€"]
)
def test_no_money(said: object) -> None:
    assert set(wrong(budget_usd=said)) == {"budget_usd"}


@pytest.mark.parametrize(
    ("said", "zone", "utc"),
    [
        ("2026-03-21T02:00", "Europe/Berlin", "2026-03-21T01:00+00:00"),
        ("2026-07-01T02:00", "Europe/Berlin", "2026-07-01T00:00+00:00"),
        ("2026-03-21T02:00", "America/New_York", "2026-03-21T06:00+00:00"),
        ("2026-03-21T02:00+05:30", "", "2026-03-20T20:30+00:00"),
        ("2026-03-21T02:00Z", "", "2026-03-21T02:00+00:00"),
    ],
)
def test_a_time_of_day_is_that_of_its_zone(said: str, zone: str, utc: str) -> None:
    terms = read({"starts_at": said, "time_zone": zone}, NOW)
    assert terms.starts_at == datetime.fromisoformat(utc)
    assert terms.time_zone == zone


@pytest.mark.parametrize(
    ("said", "zone", "message"),
    [
        ("2026-03-20T11:00", "UTC", "This time has passed."),
        ("2028-01-01T00:00", "UTC", "Choose a time within a year."),
        ("9999-12-31T23:59", "America/New_York", "Choose a time within a year."),
        ("2026-03-29T02:30", "Europe/Berlin", "it does not exist that day"),
        ("2026-03-21T02:00", "", "Name the time zone"),
        ("tonight", "UTC", "Give the time like"),
        (7, "UTC", "Give the time like"),
    ],
)
def test_no_time_to_start(said: object, zone: str, message: str) -> None:
    assert message in wrong(starts_at=said, time_zone=zone)["starts_at"]


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", 7, "x" * 5_000])
def test_no_time_zone(zone: object) -> None:
    assert "time_zone" in wrong(time_zone=zone)


def test_now_and_a_moment_ago_mean_at_once() -> None:
    assert read({"starts_at": (NOW - timedelta(seconds=30)).isoformat()}, NOW).starts_at is None


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = wrong(name="x" * 121, priority="soon", budget_usd=-1, starts_at="x", time_zone="x")
    assert set(found) == {"name", "priority", "budget_usd", "starts_at", "time_zone"}


def test_a_moment_is_shown_with_its_zone() -> None:
    moment = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert local(moment, "Europe/Berlin") == "1 Jul 2026, 02:00 (Europe/Berlin)"
    assert local(moment, "") == "1 Jul 2026, 00:00 (UTC)"
