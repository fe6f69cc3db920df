"""What the version rail says of each version, and the line of its scores."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentflow.names import AgentName, VersionKind
from contentflow.state.version_rows import line_of, score_line
from contentflow.versions import Course, Point, VersionRow

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def row(**changes: Any) -> VersionRow:
    values: dict[str, Any] = {
        "number": 3,
        "kind": VersionKind.AGENT,
        "agent_type": AgentName.SEO,
        "user_id": None,
        "author": "SEO",
        "run_id": "r",
        "base": 2,
        "restored_from": None,
        "decision_id": None,
        "created_at": NOW - timedelta(minutes=5),
        "words": 1_142,
        "edits": 5,
        "characters": 0,
        "duration_ms": 38_000,
        "cost_usd": 0.004,
        "cache_hit": False,
        "scores": {},
        "overall": 74,
        "change": 8,
    }
    return VersionRow(**values | changes)


HAND: dict[str, Any] = {"agent_type": None, "author": "Maya Chen", "cost_usd": None}


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({}, "38 s · $0.004 · 5 edits"),
        ({"cache_hit": True, "duration_ms": 200}, "under 1 s · $0.004 · cached · 5 edits"),
        ({"edits": 0}, "38 s · $0.004 · 1,142 words"),
        ({"cost_usd": None}, "38 s · unpriced · 5 edits"),
        ({**HAND, "kind": VersionKind.EDIT, "edits": 1}, "by hand · 1 edit"),
        ({**HAND, "kind": VersionKind.RESTORE, "restored_from": 1}, "text of version 1"),
        ({**HAND, "kind": VersionKind.REVIEW}, "review · 5 edits"),
    ],
)
def test_what_a_version_took(changes: dict[str, Any], about: str) -> None:
    assert line_of(row(**changes), NOW).about == about


def test_who_made_it_when_and_what_it_did_to_the_score() -> None:
    line = line_of(row(), NOW)
    assert (line.number, line.agent, line.author, line.when) == (3, "seo", "SEO", "5 min ago")
    assert (line.score, line.delta, line.delta_kind) == ("74", "+8", "up")
    worse = line_of(row(**HAND, change=-1), NOW)
    assert (worse.agent, worse.delta, worse.delta_kind) == ("human", "−1", "down")
    assert line_of(row(change=0), NOW).delta == ""
    assert line_of(row(overall=None, change=None), NOW).score == "–"


def course(*scores: int | None) -> Course:
    return Course([Point(n, score, n == 1) for n, score in enumerate(scores, 1)], False)


def test_the_line_goes_up_with_the_score_and_marks_the_two() -> None:
    line = score_line(course(62, 66, 74), 1, 2)
    assert line.path == "M10.0,48.0 L124.0,38.0 L238.0,18.0"
    assert line.between == "M10.0,48.0 L124.0,38.0"
    assert [(dot.label, dot.chosen) for dot in line.dots] == [
        ("62", True),
        ("66", True),
        ("74", False),
    ]
    assert line.words == "Overall score by version: 62, 66, 74"


def test_of_many_versions_only_a_few_are_named() -> None:
    line = score_line(course(*range(1, 101)), 40, 60)
    assert [dot.label for dot in line.dots] == ["1", "40", "60", "100"]
    assert line.words == "Overall score: 1 at first, 100 now"
    assert len(line.path) < 2_000


@pytest.mark.parametrize("scores", [(), (62,), (None, None), (62, None)])
def test_one_score_is_no_line(scores: tuple[int | None, ...]) -> None:
    assert score_line(course(*scores), 1, 2).path == ""


def test_a_score_that_stays_is_a_level_line() -> None:
    assert score_line(course(70, 70), 1, 2).path == "M10.0,33.0 L238.0,33.0"
