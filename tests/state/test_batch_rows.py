"""How batches read: pure words and filters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentflow.batches.figures import Figures, Pace
from contentflow.batches.listing import BatchRow
from contentflow.batches.members import Order, Wanted
from contentflow.batches.spending import Spent
from contentflow.names import AgentName, BatchStatus, Priority
from contentflow.names import CampaignStatus as Status
from contentflow.state.batch_filters import (
    BatchFilters,
    changed,
    filters_of,
    page_address,
    span_of,
    wanted_of,
)
from contentflow.state.batch_rows import (
    MemberLine,
    _place,
    batch_line,
    chips_of,
    head_of,
    held_by,
    outcome_of,
    summary_of,
)
from contentflow.state.batch_slots import SLOTS, spread

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
COUNTS = {Status.COMPLETED: 38, Status.FAILED: 1, Status.GENERATING: 2, Status.QUEUED: 9}


def a_row(**changes: Any) -> BatchRow:
    values: dict[str, Any] = {
        "id": "b1",
        "name": "Spring",
        "status": BatchStatus.RUNNING,
        "priority": Priority.BACKGROUND,
        "owner_id": "u1",
        "owner_name": "Maya Chen",
        "reason": "",
        "budget_usd": None,
        "starts_at": None,
        "created_at": NOW - timedelta(hours=3),
        "ended_at": None,
        "settings": {"file": "plan.csv", "rows": 50},
        "counts": COUNTS,
        "progress": 81,
    }
    return BatchRow(**values | changes)


def figures(row: BatchRow | None = None, **changes: Any) -> Figures:
    values: dict[str, Any] = {
        "row": row or a_row(),
        "spent": Spent(0.4213),
        "steers": True,
        "working": 2,
        "per_hour": 42.4,
        "seconds_left": 700.0,
        "pace": Pace(60.0, AgentName.QUALITY, 38.2),
    }
    return Figures(**values | changes)


def test_a_batch_in_its_list() -> None:
    line = batch_line(a_row(), NOW)
    assert (line.about, line.outcome) == (
        "50 campaigns from plan.csv",
        "1 failed, 38 completed, 2 running",
    )
    assert (line.href, line.status_words, line.time) == ("/batches/b1", "Running", "3 h ago")
    draft = batch_line(a_row(status=BatchStatus.DRAFT, name="", counts={}, settings={}), NOW)
    assert (draft.href, draft.name, draft.about, draft.started) == (
        "/batches/new?draft=b1",
        "Pasted topics",
        "0 rows",
        False,
    )


@pytest.mark.parametrize(
    ("changes", "look"),
    [
        ({"starts_at": NOW + timedelta(hours=1)}, ("queued", "Scheduled")),
        ({"starts_at": NOW - timedelta(hours=1)}, ("running", "Running")),
        ({"status": BatchStatus.COMPLETED}, ("warn", "Completed")),
        (
            {"status": BatchStatus.COMPLETED, "counts": {Status.COMPLETED: 3}},
            ("completed", "Completed"),
        ),
        ({"status": BatchStatus.PAUSED}, ("paused", "Paused")),
    ],
)
def test_a_status_is_a_look_and_a_word(changes: dict[str, Any], look: tuple[str, str]) -> None:
    line = batch_line(a_row(**changes), NOW)
    assert (line.status, line.status_words) == look


def test_the_head_tells_figures_in_words() -> None:
    head = head_of(figures(a_row(budget_usd=5.0)), NOW)
    assert (head.done, head.of) == ("39", "of 50 campaigns ended")
    assert (head.left, head.left_about) == ("about 12 min", "2 campaigns at work")
    assert (head.cost, head.budget, head.used) == ("$0.421", "of $5.00", 8)
    assert (head.pace, head.slowest, head.slowest_about) == (
        "42 an hour",
        "Content Quality",
        "38 s on average",
    )
    assert (head.pause, head.resume, head.cancel, head.failed) == (True, False, True, 1)


def test_what_is_not_known_is_not_said() -> None:
    quiet = figures(per_hour=None, seconds_left=None, pace=Pace(), working=0, spent=Spent())
    head = head_of(quiet, NOW)
    assert (head.left, head.pace, head.slowest, head.cost) == ("–", "–", "–", "$0")
    assert (head.budget, head.used) == ("", -1)
    assert head_of(figures(spent=Spent(0.0, 3)), NOW).cost == "unpriced"
    assert head_of(figures(spent=Spent(0.5, 3)), NOW).cost == "at least $0.500"
    assert head_of(figures(per_hour=0.42), NOW).pace == "0.4 an hour"


def test_who_does_not_steer_gets_no_controls_and_no_budget() -> None:
    head = head_of(figures(a_row(budget_usd=5.0), steers=False), NOW)
    assert (head.pause, head.resume, head.cancel, head.budget, head.used) == (
        False,
        False,
        False,
        "",
        -1,
    )


def test_what_waits_says_why() -> None:
    assert [_place(number) for number in (None, 1, 2, 3, 11, 22, 103, 1012)] == [
        "Queued",
        "Next in line",
        "2nd in line",
        "3rd in line",
        "11th in line",
        "22nd in line",
        "103rd in line",
        "1,012th in line",
    ]
    assert held_by(head_of(figures(), NOW)) == ""
    paused = a_row(status=BatchStatus.PAUSED, reason="The budget of $5.00 is used up.")
    head = head_of(figures(paused), NOW)
    assert (held_by(head), head.reason_look, head.left_about) == ("Held", "warn", "paused")
    assert head_of(figures(replace(paused, reason="Paused by Tom.")), NOW).reason_look == "pending"
    later = a_row(starts_at=NOW + timedelta(hours=14), settings={"time_zone": "Europe/Berlin"})
    head = head_of(figures(later), NOW)
    assert (held_by(head), head.starts) == ("Scheduled", "5 May 2026, 04:00 (Europe/Berlin)")
    assert head.left_about == "not begun"


def test_counts_are_chips_and_sums() -> None:
    assert [(chip.name, chip.count) for chip in chips_of(COUNTS)] == [
        ("Running", 2),
        ("Waiting", 9),
        ("Failed", 1),
        ("Completed", 38),
    ]
    assert outcome_of({Status.QUEUED: 3}) == ""
    rows = [a_row(), a_row(status=BatchStatus.PAUSED), a_row(), a_row(status=BatchStatus.DRAFT)]
    assert summary_of(rows) == "2 running, 1 paused"


@pytest.mark.parametrize(
    "filters",
    [
        BatchFilters(),
        BatchFilters("desk & lamp", "Failed", "score", 3, archived=True),
        BatchFilters(sort="progress"),
    ],
)
def test_filters_stand_in_the_address(filters: BatchFilters) -> None:
    from urllib.parse import parse_qsl, urlsplit

    address = urlsplit(page_address("b1", filters))
    assert address.path == "/batches/b1"
    assert filters_of(dict(parse_qsl(address.query))) == filters


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    nonsense = {"status": "x", "sort": "x", "page": "-1", "q": ["a"], "archived": "yes"}
    assert filters_of(nonsense) == BatchFilters()
    for page in ("0", "x", "99999999999999999999", "٣"):
        assert filters_of({"page": page}).page in range(1000)


def test_one_filter_changes_at_a_time_from_the_first_page() -> None:
    before = BatchFilters(page=2)
    assert changed(before, "status", "Failed") == BatchFilters(status="Failed")
    assert changed(BatchFilters(status="Failed"), "status", "Failed") == BatchFilters()
    assert changed(before, "q", "desk").q == "desk"
    assert changed(before, "page", 3).page == 3
    assert changed(before, "page", -5).page == 0
    for name, value in ((7, 7), ("sort", "x"), ("page", "x"), ("page", True), ("colour", "red")):
        assert changed(BatchFilters(), name, value) == BatchFilters()


def test_the_service_is_asked_for_what_the_filters_say() -> None:
    wanted = wanted_of(BatchFilters("desk", "Waiting", "score", 2))
    assert wanted == Wanted((Status.QUEUED, Status.PAUSED), "desk", Order.SCORE, True, 2)
    assert span_of(BatchFilters(), 1) == "1 campaign"
    assert span_of(BatchFilters(page=1), 2_000) == "101–200 of 2,000"
    assert span_of(BatchFilters(page=19), 1_950) == "1,901–1,950 of 1,950"


def test_rows_go_in_pieces() -> None:
    lines = [MemberLine(id=str(number)) for number in range(25)]
    pieces = spread(lines)
    assert list(pieces) == SLOTS
    assert [len(pieces[slot]) for slot in SLOTS][:4] == [10, 10, 5, 0]
