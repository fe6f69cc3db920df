"""What the campaign page is told: the projection of a view, and that only what changed is sent."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace, TracebackType
from typing import Any

import pytest

from contentflow.document import Block, Document
from contentflow.errors import NotFound, NotSignedIn, TooManyRequests
from contentflow.names import (
    AgentName,
    AgentStatus,
    CampaignStatus,
    ContentType,
    Priority,
    Review,
    Visibility,
)
from contentflow.state import campaign
from contentflow.state.campaign_article import tail_of
from contentflow.state.campaign_marks import Marks
from contentflow.state.campaign_room import Shown
from contentflow.state.campaign_values import changes_of, rows_of
from contentflow.view import CampaignView, DecisionView, Writing, apply, pending_agents

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def a_view(**changes: Any) -> CampaignView:
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
        agents=pending_agents(),
        document=Document("Desks", "", "desks", (Block("b1", "paragraph", "Old *text*."),), 1),
    )
    for name, value in changes.items():
        setattr(view, name, value)
    return view


def message(kind: str, seq: int, **data: Any) -> dict[str, Any]:
    at = (START + timedelta(seconds=seq)).isoformat()
    return {"type": kind, "seq": seq, "run_id": "r1", "agent_type": None, "at": at, **data}


def started(seq: int, agent: str = "seo", **data: Any) -> dict[str, Any]:
    return message("agent_started", seq, agent_type=agent, attempt=1, **data)


class FakeState:
    """Records what is assigned to it."""

    marks = Marks()

    def __init__(self) -> None:
        object.__setattr__(self, "assigned", [])

    def __setattr__(self, name: str, value: object) -> None:
        self.assigned.append(name)

    async def __aenter__(self) -> None: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...


def test_only_what_changed_is_sent() -> None:
    shown, view = Shown(), a_view()
    shown.take(rows_of(view, START), 0.0)
    assert shown.take(rows_of(view, START), 2.0) == {}
    tail = {"type": "tail", "run_id": "r1", "agent_type": "writer", "block_id": "", "text": "New"}
    apply(view, tail)
    assert set(shown.take(changes_of(view, [tail], START), 4.0)) == {"tail", "tail_text"}
    later = START + timedelta(seconds=1)
    assert "clock" in shown.take(changes_of(view, [], later), 6.0)


def test_a_gauge_moves_at_most_once_a_second_and_then_shows_the_last() -> None:
    shown, view = Shown(), a_view(scores={"seo": 50})
    shown.take(rows_of(view, START), 100.0)
    moved = []
    for later, score in ((0.2, 55), (0.7, 60), (1.1, 65)):
        view.scores = {"seo": score}
        moved.append("gauges" in shown.take(rows_of(view, START), 100.0 + later))
    assert moved == [False, False, True]
    view.scores = {"seo": 90}
    assert "gauges" not in shown.take(rows_of(view, START), 101.5)
    assert "gauges" in shown.take(changes_of(view, [], START), 102.5)


def test_five_cards_in_run_order_say_why_they_wait() -> None:
    cards = rows_of(a_view(), START)["agents"]
    assert [card.name for card in cards] == ["writer", "seo", "brand", "quality", "geo"]
    assert cards[3].line == "Starts when Brand is done."


def test_a_retry_and_a_score_show_on_the_card() -> None:
    view = a_view()
    apply(view, started(1, score_before=62))
    apply(view, message("agent_retry", 2, agent_type="seo", attempt=2, of=6, reason="No answer"))
    view.agent(AgentName.SEO).score_after = 59
    rows = rows_of(view, START)
    card = rows["agents"][1]
    assert (card.status, card.line, card.look) == ("Retrying", "No answer", "live")
    assert rows["clock"].agents[1] == "attempt 2 of 6"
    assert (card.score_before, card.score, card.delta, card.delta_kind) == (
        "62",
        "59",
        "−3",
        "down",
    )


@pytest.mark.parametrize(
    ("model", "cost", "shown"),
    [
        ("smollm2-135m", None, ("free", "on this computer")),
        ("gpt-x", None, ("unpriced", "")),
        ("gpt-x", 0.014, ("$0.014", "so far")),
        ("", None, ("", "")),
    ],
)
def test_cost_is_never_invented(model: str, cost: float | None, shown: tuple[str, str]) -> None:
    view = a_view(cost_usd=cost)
    view.agent(AgentName.WRITER).model = model
    rows = rows_of(view, START)
    assert (rows["meter"].cost, rows["meter"].cost_note) == shown
    assert rows["head"].demo is (model == "smollm2-135m")


def test_a_kept_edit_becomes_a_note_and_a_rejected_one_only_a_decision() -> None:
    view = a_view()
    apply(view, started(1, score_before=60))
    common = {
        "agent_type": "seo",
        "check_id": "kp",
        "check_label": "Keyphrase",
        "value_before": "0",
        "value_after": "1",
        "score_before": 60,
        "score_after": 70,
        "text_before": "Old",
        "text_after": "New",
    }
    edit = {"op": "replace", "block_id": "b1", "text": "New", "reason": "Adding it", "check_id": ""}
    kept = {"edit": edit, "why": "", "scores": {"seo": 70}, "overall": 70, "checks": []}
    apply(view, message("edit_rejected", 2, **common, edit=None, why="Brand fell", position=0))
    apply(view, message("edit_kept", 3, **common, **kept, own_score=70, position=1))
    rows = rows_of(view, START)
    assert [note.why for note in rows["blocks"][0].notes] == ["Added it"]
    assert rows["blocks"][0].agent == "seo"
    group = rows["_decisions"][0]
    assert [row.outcome for row in group.rows] == ["rejected", "kept"]
    assert group.rows[0].why == "Brand fell"
    assert group.count == "1 kept, 1 rejected"
    assert rows["blocks"][0].notes[0].effect == "Keyphrase: 0 → 1"
    assert rows["blocks"][0].notes[0].score == "SEO 60 → 70 (+10)"


def test_a_result_that_people_wrote_over_is_marked_on_its_card() -> None:
    view = a_view(status=CampaignStatus.COMPLETED, version=5)
    view.version_runs = {1: "r1", 2: "r1", 3: "r1", 4: "", 5: "r1"}
    for name, version in (("writer", 1), ("seo", 2), ("brand", 3), ("geo", 5)):
        card = view.agent(AgentName(name))
        card.status, card.version, card.run_id = AgentStatus.COMPLETED, version, "r1"
    marks = [card.outdated for card in rows_of(view, START)["agents"]]
    assert marks == ["", "for version 2, text is at 5", "for version 3, text is at 5", "", ""]
    view.version_runs = {1: "r1", 2: "r1", 3: "r1", 5: "r1"}
    assert {card.outdated for card in rows_of(view, START)["agents"]} == {""}


@pytest.mark.parametrize(
    ("kept", "review", "shown", "agent"),
    [
        (True, Review.OPEN, True, "seo"),
        (True, Review.ACCEPTED, True, "seo"),
        (True, Review.REJECTED, True, ""),
        (False, Review.OPEN, False, ""),
        (False, Review.ACCEPTED, True, "seo"),
        (False, Review.REJECTED, False, ""),
    ],
)
def test_notes_follow_what_people_said(kept: bool, review: Review, shown: bool, agent: str) -> None:
    decided = DecisionView(
        *("k", AgentName.SEO, "b1", "c", "Check", kept, "", "Adding it", "0", "1"),
        *(60, 70, "Old", "Old *text*.", START, review),
    )
    values = rows_of(a_view(decisions=[decided]), START)
    block = values["blocks"][0]
    assert bool(block.notes) is shown
    assert block.agent == agent
    if shown:
        assert (block.notes[0].key, block.notes[0].review) == ("k", review.value)
    assert values["decision_counts"].reviewed == (review is not Review.OPEN)
    assert values["latest"].number == 0


def test_the_tail_is_bounded_and_knows_its_place() -> None:
    tail, text = tail_of(a_view(writing=Writing(AgentName.WRITER, "", "x" * 9_000)))
    assert (len(text), tail.fresh, tail.front) == (4_000, True, False)
    assert not tail_of(a_view(writing=Writing(AgentName.SEO, "b1", "x")))[0].fresh
    assert tail_of(a_view(writing=Writing(AgentName.SEO, "title", "x")))[0].front


def test_a_failed_run_says_its_cause_and_is_announced_once() -> None:
    view = a_view()
    end = message("run_status", 5, status="failed", error="The key is not valid.")
    apply(view, end)
    values = changes_of(view, [end], START)
    assert values["banner"].kind == "failed"
    assert "The key is not valid." in values["announcement"]
    assert "announcement" not in changes_of(view, [], START)


class Page(FakeState):
    """A state whose page asks for a campaign; remembers the last phase."""

    router = SimpleNamespace(url=SimpleNamespace(path="/campaigns/c9"))
    phase = "loading"
    refusal = ""

    def _begin(self, campaign_id: str) -> int:
        assert campaign_id == "c9"
        return 1

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


BUSY = TooManyRequests("You opened many pages just now.", 2)


@pytest.mark.parametrize(
    ("error", "phase", "events"),
    [(NotFound("gone"), "missing", 0), (NotSignedIn(), "loading", 1)],
)
async def test_strangers_see_nothing(
    monkeypatch: pytest.MonkeyPatch, error: Exception, phase: str, events: int
) -> None:
    async def refuse(*_: object) -> None:
        raise error

    async def entrance(*_: object) -> str:
        return "/login"

    monkeypatch.setattr(campaign, "_follow", refuse)
    monkeypatch.setattr(campaign, "entrance", entrance)
    page = Page()
    sent = [event async for event in campaign.CampaignState.event_handlers["watch"].fn(page)]
    assert (page.phase, len(sent)) == (phase, events)


async def test_who_is_told_to_wait_sees_why_and_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    async def busy_twice(page: Page, *_: object) -> None:
        seen.append(page.phase)
        if len(seen) < 3:
            raise BUSY

    monkeypatch.setattr(campaign, "_follow", busy_twice)
    monkeypatch.setattr(campaign.random, "uniform", lambda *_: 0.0)  # how long it waits
    page = Page()
    assert not [event async for event in campaign.CampaignState.event_handlers["watch"].fn(page)]
    assert seen == ["loading", "refused", "refused"]
    assert page.refusal == str(BUSY)


@pytest.mark.parametrize(
    ("event", "given", "name", "becomes"),
    [
        ("filter_outcome", "kept", "outcome", "kept"),
        ("filter_outcome", ["kept"], "outcome", ""),
        ("filter_agent", "geo", "agent", "geo"),
        ("filter_agent", {"geo": 1}, "agent", ""),
        ("show_decisions", "seo", "agent", "seo"),
        ("show_decisions", 7, "agent", ""),
    ],
)
def test_filters_take_only_what_there_is(
    event: str, given: object, name: str, becomes: str
) -> None:
    page = SimpleNamespace(outcome="", agent="", tab="preview")
    campaign.CampaignState.event_handlers[event].fn(page, given)
    assert getattr(page, name) == becomes
