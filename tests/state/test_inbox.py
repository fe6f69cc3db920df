"""What the inbox, the settings and the webhooks section are told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contentflow import webhook_queue, webhooks
from contentflow.inbox import Entry
from contentflow.models import now
from contentflow.names import DeliveryStatus, NoticeKind, Role
from contentflow.person import Person
from contentflow.preferences import Choice
from contentflow.state import inbox as page
from contentflow.state import settings
from contentflow.state import webhooks as hooks
from contentflow.state.inbox import day_name, days_of
from contentflow.state.settings import SettingsState, choice_line
from contentflow.state.webhooks import WebhooksState, delivery_line, hook_line
from contentflow.state.words import badge
from contentflow.webhooks import Delivery, Hook

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def entry(hours: float, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": "n1",
        "campaign_id": "c1",
        "batch_id": "",
        "about": "Tea",
        "kind": NoticeKind.AGENT_COMPLETED,
        "status": "completed",
        "title": "SEO completed",
        "text": "Split 2 sentences",
        "agent": "seo",
        "at": NOW - timedelta(hours=hours),
        "read": False,
    }
    return Entry(**values | changes)


def test_lines_stand_under_their_days() -> None:
    days = days_of([entry(0.1), entry(3), entry(10, read=True), entry(50)], NOW)
    assert [(day.name, len(day.lines)) for day in days] == [
        ("Today", 2),
        ("Yesterday", 1),
        ("Saturday, 2 May", 1),
    ]
    first, read = days[0].lines[0], days[1].lines[0]
    assert (first.href, first.time, first.at) == (
        "/campaigns/c1",
        "6 min ago",
        "2026-05-04T08:54:00+00:00",
    )
    assert (first.unread, read.unread) == (True, False)


def test_another_year_is_named() -> None:
    assert day_name(date(2025, 12, 31), date(2026, 1, 2)) == "Wednesday, 31 December 2025"


@pytest.mark.parametrize(("number", "said"), [(0, ""), (1, "1"), (99, "99"), (100, "99+")])
def test_a_badge(number: int, said: str) -> None:
    assert badge(number, 100) == said


def test_sharing_has_no_toast() -> None:
    toastable = {kind for kind in NoticeKind if choice_line(Choice(kind)).toastable}
    assert toastable == set(NoticeKind) - {NoticeKind.SHARED, NoticeKind.BATCH}


def hook(**changes: Any) -> Hook:
    values: dict[str, Any] = {
        "id": "w1",
        "url": "https://hooks.example.com/",
        "events": (NoticeKind.RUN_FAILED,),
        "active": True,
        "paused_at": None,
        "waiting": 0,
        "created_at": NOW,
    }
    return Hook(**values | changes)


@pytest.mark.parametrize(
    ("changes", "on", "said", "note"),
    [
        ({}, True, "On", ""),
        ({"waiting": 3}, True, "On", "3 waiting. "),
        ({"active": False}, False, "Off", "Nothing is kept"),
        ({"paused_at": NOW}, False, "Paused", "in a row failed"),
        ({"waiting": webhook_queue.MOST_WAITING}, True, "Full", "not kept"),
    ],
)
def test_a_webhook_says_how_it_is(changes: dict[str, Any], on: bool, said: str, note: str) -> None:
    line = hook_line(hook(**changes), NOW)
    assert (line.on, line.status_words, line.events) == (on, said, "run_failed")
    assert note in line.note


@pytest.mark.parametrize(
    ("status", "attempts", "answered", "error", "said"),
    [
        (DeliveryStatus.WAITING, 0, None, "", ""),
        (DeliveryStatus.WAITING, 2, 500, "Answered 500", "Answered 500, again in 30 s"),
        (DeliveryStatus.DELIVERED, 3, 204, "", "Answered 204"),
        (DeliveryStatus.FAILED, 12, None, "No answer within 10 s", "No answer within 10 s"),
    ],
)
def test_a_delivery_says_what_came_of_it(
    status: DeliveryStatus, attempts: int, answered: int | None, error: str, said: str
) -> None:
    due = now() + timedelta(seconds=30.2)
    row = Delivery("d1", "run_failed", "c1", status, attempts, answered, error, NOW, due)
    line = delivery_line(row, now())
    assert line.answer == said
    assert line.href == "/campaigns/c1"


ADMIN = Person("0190aaaa-0000-7000-8000-000000000001", "a@b.c", "A", Role.ADMIN)


def as_person(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    async def person_of(_state: object) -> Person:
        return person

    for module in (page, settings, hooks):
        monkeypatch.setattr(module, "person_of", person_of)


async def test_settings_are_turned_one_by_one(
    monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    as_person(monkeypatch, person)
    state = SettingsState()
    turn = SettingsState.event_handlers["turn"].fn
    await SettingsState.event_handlers["load"].fn(state)
    assert (state.phase, state.admin, len(state.choices)) == ("ready", False, len(NoticeKind))
    await turn(state, "run_failed", "inbox")
    for kind, where in (("nonsense", "inbox"), ("run_failed", "kind"), ({}, []), (None, None)):
        await turn(state, kind, where)
    off = [(line.kind, line.toast, line.inbox) for line in state.choices if not line.inbox]
    assert off == [("run_failed", True, False)]


async def test_no_admin_sees_or_changes_a_webhook(
    monkeypatch: pytest.MonkeyPatch, person: Person, admin: Person
) -> None:
    await webhooks.add(admin, "https://hooks.example.com/", ["run_failed"])
    as_person(monkeypatch, person)
    state = WebhooksState()
    await WebhooksState.event_handlers["load"].fn(state)
    form = {"url": "https://evil.example.com/", "run_failed": "on"}
    async for _ in WebhooksState.event_handlers["add"].fn(state, form):
        pass
    assert (state.hooks, state.secret) == ([], "")
    assert state.problems == {"webhooks": "Only an admin may do this."}
    assert len(await webhooks.listing(admin)) == 1


@pytest.mark.parametrize("form", [None, "text", [], {"url": 7}, {"url": {"a": 1}}])
async def test_a_form_that_is_none(
    monkeypatch: pytest.MonkeyPatch, admin: Person, form: object
) -> None:
    as_person(monkeypatch, admin)
    state = WebhooksState()
    async for _ in WebhooksState.event_handlers["add"].fn(state, form):
        pass
    assert set(state.problems) == {"url", "events"}


async def test_the_secret_is_gone_when_the_page_is_opened_again(
    monkeypatch: pytest.MonkeyPatch, admin: Person
) -> None:
    as_person(monkeypatch, admin)
    state = WebhooksState()
    form = {"url": "https://hooks.example.com/", "run_failed": "on"}
    async for _ in WebhooksState.event_handlers["add"].fn(state, form):
        pass
    assert state.secret.startswith("whsec_")
    await WebhooksState.event_handlers["load"].fn(state)
    assert state.secret == ""
    assert len(state.hooks) == 1
