"""The timeline: done, running, expected and not started, placed in percent of the run."""

from datetime import UTC, datetime, timedelta

from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    Visibility,
)
from contentflow.state.campaign_band import Band, band_of
from contentflow.view import CampaignView, apply, pending_agents

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def a_run() -> CampaignView:
    """The Writer runs since the start and is expected to need 40 s; 60 s of others follow."""
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
        run_id="r1",
        started_at=START,
        estimated_completion=at(100),
        agents=pending_agents(),
    )
    begin(view, "writer", 1, 40, {"seo": 15.0, "brand": 10.0, "quality": 20.0, "geo": 15.0})
    return view


def begin(
    view: CampaignView, agent: str, seq: int, until: float, later: dict[str, float] | None = None
) -> None:
    data = {
        "type": "agent_started",
        "seq": seq,
        "run_id": "r1",
        "agent_type": agent,
        "at": at(0).isoformat(),
        "attempt": 1,
        "estimated_completion": at(until).isoformat(),
    }
    apply(view, data if later is None else {**data, "expected_seconds": later})


def kinds(band: Band) -> list[list[str]]:
    return [[box.kind for box in lane.boxes] for lane in band.lanes]


def edge(percent: str) -> float:
    return float(percent.rstrip("%"))


def test_nothing_is_drawn_before_the_first_agent_starts() -> None:
    view = a_run()
    view.started_at = None
    assert band_of(view, at(0)) == Band()


def test_agents_that_wait_are_outlined_one_after_the_other() -> None:
    band = band_of(a_run(), at(10))
    assert kinds(band) == [["running", "eta"], ["pend"], ["pend"], ["pend"], ["pend"]]
    expected = band.lanes[0].boxes[1]
    ends = edge(expected.left) + edge(expected.width)
    for lane in band.lanes[1:]:
        box = lane.boxes[0]
        assert abs(edge(box.left) - ends) < 0.3
        ends = edge(box.left) + edge(box.width)
    assert ends <= 100.1
    assert band.lanes[3].note == "about 20 s"


def test_an_agent_that_takes_longer_pushes_the_others_back() -> None:
    before, after = band_of(a_run(), at(30)), band_of(a_run(), at(90))
    assert edge(after.now) <= edge(after.lanes[1].boxes[0].left)
    assert edge(before.lanes[1].boxes[0].left) < edge(after.lanes[1].boxes[0].left)
    for lane in after.lanes:
        for box in lane.boxes:
            assert edge(box.left) + edge(box.width) <= 100.5


def test_a_run_that_has_ended_expects_nothing() -> None:
    view = a_run()
    view.agent(AgentName.WRITER).status = AgentStatus.FAILED
    view.agent(AgentName.WRITER).ended_at = view.ended_at = at(20)
    view.status = CampaignStatus.FAILED
    band = band_of(view, at(50))
    assert kinds(band) == [["failed"], [], [], [], []]
    assert band.now == ""
    assert band.lanes[1].note == ""


def test_without_an_estimate_nothing_is_invented() -> None:
    view = a_run()
    for card in view.agents.values():
        card.expected_seconds = None
    assert kinds(band_of(view, at(10)))[1:] == [[], [], [], []]
