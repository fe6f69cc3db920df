"""The timeline's rows: done, running, expected, failed, from the cache, and their words."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from contentflow.chronicle_shapes import Comparison, RunTimeline, Usual, Wait
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    RunStatus,
    Visibility,
    WaitKind,
)
from contentflow.state.campaign_band import Band, band_of, pace_of
from contentflow.state.campaign_lanes import Lane
from contentflow.view import CampaignView, pending_agents
from tests.timelines import START, at, busy, call, eventful, execution, head, timeline

INTERRUPTED = AgentStatus.INTERRUPTED


def a_view(**seconds: float) -> CampaignView:
    """What is expected of agents that have not begun."""
    view = CampaignView(
        id="c1",
        owner_id="u1",
        owner_name="Maya Chen",
        topic="Standing desks",
        content_type=ContentType.BLOG_POST,
        priority=Priority.STANDARD,
        visibility=Visibility.PRIVATE,
        status=CampaignStatus.GENERATING,
        created_at=START,
        agents=pending_agents(),
    )
    for name, expected in seconds.items():
        view.agent(AgentName(name)).expected_seconds = expected
    return view


def lanes(found: RunTimeline, view: CampaignView | None = None) -> dict[str, Lane]:
    return {lane.name: lane for lane in band_of(found, view, found.at).lanes}


def kinds(lane: Lane) -> list[str]:
    return [box.kind for box in lane.boxes]


def running(**values: Any) -> RunTimeline:
    """The Writer works since the start."""
    return timeline(head(), execution("writer", 0, None), **values)


def test_nothing_is_drawn_before_the_first_agent_starts() -> None:
    assert band_of(RunTimeline("c1", START), None, START) == Band()
    band = band_of(timeline(head(started_at=None)), None, START)
    assert (band.lanes, band.title) == ([], "Run 3")


def test_agents_that_wait_are_outlined_one_after_the_other_behind_who_is_at_work() -> None:
    found = lanes(running(), a_view(seo=15, brand=10, quality=20, geo=15))
    assert kinds(found["writer"]) == ["wait queue", "running", "eta"]
    pending = [found[name].boxes[0] for name in ("seo", "brand", "quality", "geo")]
    assert {box.kind for box in pending} == {"pend"}
    assert [(box.start, box.end) for box in pending] == [
        (f"calc(var(--free) + {start})", f"calc(var(--free) + {end})")
        for start, end in ((0, 15), (15, 25), (25, 45), (45, 60))
    ]
    assert found["quality"].note == "about 20 s"


def test_agents_beside_each_other_are_expected_at_the_same_time() -> None:
    run = head(steps=[["writer"], ["seo", "brand"], ["geo"]])
    found = timeline(run, execution("writer", 0, None))
    view = a_view(seo=15, brand=10, geo=5)
    starts = [lane.boxes[0].start for lane in list(lanes(found, view).values())[1:]]
    assert starts == ["calc(var(--free) + 0)"] * 2 + ["calc(var(--free) + 15)"]
    assert [lane.group for lane in lanes(found).values()] == ["", "first", "last", ""]


def test_without_an_estimate_nothing_is_invented() -> None:
    found = lanes(running(), a_view())
    assert [kinds(found[name]) for name in ("seo", "brand", "quality", "geo")] == [[], [], [], []]
    assert found["seo"].status == "Pending"


def test_a_run_that_has_ended_expects_nothing() -> None:
    failed = execution("writer", 0, 20, status=AgentStatus.FAILED, error="The key is not valid.")
    ended = timeline(head(ended=20, status=RunStatus.FAILED), failed)
    found = lanes(ended, a_view(seo=15))
    assert kinds(found["writer"]) == ["wait queue", "failed"]
    assert "The key is not valid." in found["writer"].boxes[1].said
    assert (found["seo"].boxes, found["seo"].status, found["seo"].note) == ([], "Not run", "")
    assert pace_of(ended, None, ended.at).live is False


def test_only_agents_of_the_run_have_a_row() -> None:
    alone = timeline(head(ended=9, steps=[["seo"]]), execution("seo", 0, 9))
    assert list(lanes(alone)) == ["seo"]


def test_everything_that_can_happen_is_drawn() -> None:
    found = lanes(eventful())
    assert kinds(found["writer"]) == [
        "wait queue",
        "wait pause cut",
        "wait queue",
        "completed",
        "completed",
        "miss",
        "ghost",
    ]
    assert kinds(found["seo"]) == ["wait stopped", "lost", "completed"]
    assert kinds(found["brand"]) == ["completed"]  # it was done when the server stopped
    assert kinds(found["geo"]) == ["completed cached", "ghost"]
    assert found["writer"].note == "waited 2 s, paused 37 s, waited 2 s, 1 retry"
    assert found["writer"].boxes[1].said == "Paused by -Maya Chen, 37 s"
    assert found["seo"].note == "server stopped 15 s"
    assert (found["geo"].note, found["geo"].cached) == ("from cache, 2 h old", True)
    assert "Interrupted" in found["seo"].boxes[1].said


def test_a_bar_stands_where_it_was_on_the_axis() -> None:
    found = lanes(timeline(head(ended=40), execution("writer", 0, 30), execution("seo", 30, 40)))
    writer, seo = found["writer"].boxes[1], found["seo"].boxes[0]
    assert (writer.start, writer.end) == ("2", "32")
    assert (seo.start, seo.end) == ("32", "42")
    assert (found["writer"].status, found["seo"].status) == ("30 s", "10 s")


def test_words_go_before_a_bar_that_ends_at_the_edge() -> None:
    found = lanes(timeline(head(ended=100), execution("writer", 0, 50), execution("geo", 50, 100)))
    assert (found["writer"].before, found["writer"].note_at) == ("", "52")
    assert (found["geo"].before, found["geo"].note_from) == ("always", "52")


def test_with_a_longer_run_beside_it_there_is_room_behind_the_bars() -> None:
    usual = Comparison({AgentName.WRITER: Usual(300)}, "r2", 2)
    found = timeline(
        head(ended=100), execution("writer", 0, 50), execution("geo", 50, 100), comparison=usual
    )
    assert lanes(found)["geo"].before == "alone"


def test_what_took_much_longer_does_not_make_the_run_a_dot() -> None:
    usual = Comparison({AgentName.WRITER: Usual(10_000)}, "r2", 2)
    found = timeline(head(ended=100), execution("writer", 0, 100), comparison=usual)
    pace = pace_of(found, None, found.at)
    assert pace.farther == pytest.approx(3 * pace.reach, abs=0.2)


@pytest.mark.parametrize(
    ("took", "said"), [(20, "20 s faster"), (40.4, "as fast"), (100, "1 min slower"), (None, "")]
)
def test_what_it_is_compared_with(took: float | None, said: str) -> None:
    ended = None if took is None else took
    usual = Comparison({AgentName.WRITER: Usual(40)}, "r2", 2)
    found = timeline(head(ended=ended), execution("writer", 0, took), comparison=usual)
    assert lanes(found)["writer"].versus == said


def test_the_comparison_is_laid_out_like_this_run() -> None:
    usual = Comparison({AgentName("writer"): Usual(40), AgentName("seo"): Usual(20)}, "r2", 2)
    found = timeline(head(ended=30), execution("writer", 0, 30), comparison=usual)
    band, pace = band_of(found, None, found.at), pace_of(found, None, found.at)
    ghosts = [box for lane in band.lanes for box in lane.boxes if box.kind == "ghost"]
    assert [(box.start, box.end) for box in ghosts] == [("2", "42"), ("42", "62")]
    assert (band.compared, band.compared_note) == ("run 2", "1 min")
    assert pace.farther > 62 > pace.reach


@pytest.mark.parametrize(
    ("campaigns", "said"),
    [(1, "1 similar campaign"), (12, "the median of 12 similar campaigns")],
)
def test_a_median_says_of_how_many(campaigns: int, said: str) -> None:
    usual = Comparison({AgentName.WRITER: Usual(40, campaigns)}, campaigns=campaigns)
    assert band_of(running(comparison=usual), None, at(10)).compared == said


def test_an_agent_at_work_says_what_is_left_and_an_agent_that_is_late_pushes_the_others() -> None:
    view = a_view(seo=15)
    view.agent(AgentName.WRITER).estimated_completion = at(40)
    early, late = pace_of(running(), view, at(30)), pace_of(running(), view, at(90))
    assert (early.agents["writer"].took, early.agents["writer"].note) == ("30 s", "about 10 s left")
    assert early.marks == {"now": 32, "free": 42, "until-writer": 42}
    assert late.marks == {"now": 92, "free": 92, "until-writer": 92}
    assert (early.now, late.now, late.live) == ("Now 0:30", "Now 1:30", True)
    assert late.reach > 92 + 15


def test_a_retry_is_said_beside_the_bar() -> None:
    view = a_view()
    view.agent(AgentName.WRITER).retry = "attempt 2 of 6"
    assert pace_of(running(), view, at(5)).agents["writer"].note == "attempt 2 of 6"


def test_while_it_is_paused_nothing_moves() -> None:
    paused = timeline(
        head(status=RunStatus.PAUSED),
        execution("writer", 0, 30, status=INTERRUPTED),
        waits=(Wait(WaitKind.PAUSE, at(30), None, "Maya Chen"),),
    )
    lane = lanes(paused)["writer"]
    assert (kinds(lane), lane.status) == (["wait pause cut", "held"], "Paused")
    assert lane.boxes[0].end == "var(--now)"
    assert (pace_of(paused, None, at(500)).live, pace_of(paused, None, at(500)).now) == (False, "")
    assert pace_of(paused, None, at(500)) == pace_of(paused, None, at(501))


def test_what_is_sent_once_a_second_is_small_and_the_rows_stay() -> None:
    found, view = running(), a_view(seo=15, brand=10, quality=20, geo=15)
    view.agent(AgentName.WRITER).estimated_completion = at(200)
    first = band_of(found, view, at(60))
    for second in range(61, 90):
        assert band_of(found, view, at(second)) == first
    assert len(json.dumps(asdict(pace_of(found, view, at(75))))) < 300


def test_failed_attempts_that_touch_are_one_mark_and_there_are_few() -> None:
    found = lanes(busy(500))["writer"]
    assert kinds(found).count("miss") == 12
    near = (call(0, 10, 20, error="x"), call(0, 20.01, 30, error="x", attempt=2))
    lane = lanes(timeline(head(ended=100), execution("writer", 0, 100, calls=near)))["writer"]
    assert [(box.start, box.end) for box in lane.boxes if box.kind == "miss"] == [("12", "32")]


def test_runs_to_choose_from_are_named_by_what_they_did() -> None:
    first = head(number=1, id="r1", ended=221)
    last = head(number=2, id="r2", steps=[["seo", "brand"], ["geo"]])
    found = timeline(last, runs=(first, last))
    choices = band_of(found, None, at(5)).runs
    assert [choice.label for choice in choices] == [
        "Run 2, SEO, Brand and GEO",
        "Run 1, 3 min 41 s",
    ]
