"""What a connection's cookies say: the session, and the reader's time zone."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from contentflow.state import session
from contentflow.state.inbox import days_of
from contentflow.state.words import ago
from tests.state.test_inbox import entry

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def a_state(cookie: str | None) -> Any:
    return SimpleNamespace(router=SimpleNamespace(headers=SimpleNamespace(cookie=cookie)))


@pytest.mark.parametrize(
    ("cookie", "zone"),
    [
        ("contentflow_zone=Europe/Berlin", "Europe/Berlin"),
        ("a=b; contentflow_zone=Asia/Kolkata; contentflow_session=x", "Asia/Kolkata"),
        ("contentflow_zone=Europe", "UTC"),
        ("contentflow_zone=../../etc/passwd", "UTC"),
        ("contentflow_zone=" + "x" * 5_000, "UTC"),
        ("contentflow_zone=", "UTC"),
        ("contentflow_zone=Mars/Base", "UTC"),
        ("\x00\x01=;;;", "UTC"),
        ("", "UTC"),
        (None, "UTC"),
    ],
)
def test_a_zone_is_one_there_is(cookie: str | None, zone: str) -> None:
    assert str(session.now_of(a_state(cookie)).tzinfo) == zone


def test_days_are_those_of_the_reader() -> None:
    late = entry(0, at=datetime(2026, 5, 3, 22, 30, tzinfo=UTC))
    at = NOON.astimezone(session.zone_named("Europe/Berlin"))
    assert [day.name for day in days_of([late], at)] == ["Today"]
    assert [day.name for day in days_of([late], NOON)] == ["Yesterday"]


def test_dates_are_those_of_the_reader() -> None:
    moment = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    at = (moment + timedelta(days=30)).astimezone(session.zone_named("Asia/Tokyo"))
    assert ago(moment, at) == "1 Apr 2026"
    assert ago(moment, at.astimezone(UTC)) == "31 Mar 2026"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/campaigns/abc", "abc"),
        ("/campaigns/abc/", "abc"),
        ("/campaigns/abc/brief", "abc"),
        ("/", ""),
        ("", ""),
        ("//", ""),
    ],
)
def test_the_campaign_of_an_address(path: str, found: str) -> None:
    state: Any = SimpleNamespace(router=SimpleNamespace(url=SimpleNamespace(path=path)))
    assert session.campaign_of(state) == found
