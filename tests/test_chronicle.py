"""The timeline read from the rows: who worked when, what stood still, what it is compared with."""

import pytest

from contentflow import chronicle, sharing
from contentflow.briefs import NewCampaign
from contentflow.campaigns import create
from contentflow.chronicle_shapes import AgentTime, RunTimeline
from contentflow.errors import NotFound
from contentflow.names import AgentName, AgentStatus, EventType, RunStatus, WaitKind
from contentflow.person import Person
from tests.stories import Story, again, at, begin

WRITER, SEO, BRAND = AgentName.WRITER, AgentName.SEO, AgentName.BRAND
LOST = {"status": AgentStatus.INTERRUPTED, "lost": True}
PAUSED = {"status": AgentStatus.INTERRUPTED}


async def told(person: Person, story: Story, run_id: str | None = None) -> RunTimeline:
    return await chronicle.of(person, story.campaign_id, run_id)


def part_of(timeline: RunTimeline, agent: AgentName) -> AgentTime:
    return next(one for one in timeline.agents if one.agent is agent)


def waits(timeline: RunTimeline) -> list[tuple[str, float, float | None, str]]:
    return [
        (
            wait.kind.value,
            (wait.started_at - at(0)).total_seconds(),
            (wait.ended_at - at(0)).total_seconds() if wait.ended_at else None,
            wait.by,
        )
        for wait in timeline.waits
    ]


async def whole(story: Story, started: float = 2, **seconds: float) -> float:
    """Run these agents one after the other to the end; the second it ends."""
    await story.status(RunStatus.RUNNING, started)
    second = started
    for name, took in seconds.items():
        await story.execution(AgentName(name), second, second + took)
        second += took
    await story.status(RunStatus.COMPLETED, second)
    return second


async def test_a_draft_has_no_run(person: Person) -> None:
    made = await create(person, NewCampaign(topic="Standing desks"), start=False)
    found = await chronicle.of(person, made.id)
    assert (found.run, found.agents, found.runs) == (None, (), ())


async def test_agents_stand_in_the_order_of_the_steps_and_know_who_works_beside_them(
    person: Person,
) -> None:
    story = await begin(person, steps=[["writer"], ["seo", "brand"]])
    await story.status(RunStatus.RUNNING, 3)
    await story.execution(WRITER, 3, 40)
    await story.execution(SEO, 40, 60)
    await story.execution(BRAND, 40, None)
    found = await told(person, story)
    assert [(one.agent, one.step, one.beside, one.status) for one in found.agents] == [
        (WRITER, 0, (), AgentStatus.COMPLETED),
        (SEO, 1, (BRAND,), AgentStatus.COMPLETED),
        (BRAND, 1, (SEO,), AgentStatus.RUNNING),
    ]
    assert waits(found) == [("queue", 0, 3, "")]
    assert part_of(found, SEO).seconds(found.at) == 20


async def test_calls_belong_to_their_execution_with_attempts_tokens_and_errors(
    person: Person,
) -> None:
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 0)
    writer = await story.execution(WRITER, 0, 20)
    await story.calls(writer, (1, 3, "No answer"), (4, 9, ""), (10, 15, ""), (16, None, ""))
    await story.event(
        EventType.AGENT_RETRY, 3, {"attempt": 2, "of": 6, "reason": "No answer"}, WRITER
    )
    found = await told(person, story)
    one = part_of(found, WRITER)
    assert [(call.number, call.attempt, call.answered, call.error) for call in one.calls] == [
        (0, 1, False, "No answer"),
        (0, 2, True, ""),
        (1, 1, True, ""),
        (2, 1, False, ""),
    ]
    assert one.retries == 1
    assert [(retry.attempt, retry.of, retry.reason) for retry in found.retries] == [
        (2, 6, "No answer")
    ]


async def test_a_pause_ends_where_the_run_waits_for_its_slot_again(person: Person) -> None:
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 5)
    await story.execution(WRITER, 5, 12, **PAUSED)
    await story.status(RunStatus.PAUSING, 10, by="Maya Chen")
    await story.status(RunStatus.PAUSED, 12)
    await story.status(RunStatus.QUEUED, 100, by="Tom")
    await story.status(RunStatus.RUNNING, 104)
    await story.execution(WRITER, 104, None, attempt=2)
    found = await told(person, story)
    assert waits(found) == [
        ("queue", 0, 5, ""),
        ("pause", 12, 100, "Maya Chen"),
        ("queue", 100, 104, ""),
    ]
    assert part_of(found, WRITER).status is AgentStatus.RUNNING


async def test_while_it_is_paused_or_waits_the_wait_is_open(person: Person) -> None:
    story = await begin(person)
    assert waits(await told(person, story)) == [("queue", 0, None, "")]
    await story.status(RunStatus.PAUSED, 5, by="Maya Chen")
    assert waits(await told(person, story)) == [
        ("queue", 0, 5, ""),
        ("pause", 5, None, "Maya Chen"),
    ]
    await story.status(RunStatus.CANCELLED, 9)
    assert waits(await told(person, story))[-1] == ("pause", 5, 9, "Maya Chen")


async def test_a_dead_process_ends_with_its_last_sign_of_life(person: Person) -> None:
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 0)
    dead = await story.execution(WRITER, 0, 300, **LOST)  # ended_at is when it was found
    await story.calls(dead, (1, 4, ""), (5, None, ""))
    await story.event(EventType.AGENT_PROGRESS, 6, {}, WRITER)
    await story.execution(WRITER, 300, 310, attempt=2)
    found = await told(person, story)
    first, second = part_of(found, WRITER).executions
    assert (first.lost, first.ended_at, second.lost) == (True, at(6), False)
    assert waits(found) == [("queue", 0, 0, ""), ("stopped", 6, 300, "")]
    assert part_of(found, WRITER).seconds(found.at) == 16


async def test_agents_that_died_together_stood_still_together(person: Person) -> None:
    story = await begin(person, steps=[["seo", "brand"]])
    await story.status(RunStatus.RUNNING, 0)
    for agent, sign in ((SEO, 5), (BRAND, 8)):
        await story.execution(agent, 0, 60, **LOST)
        await story.event(EventType.AGENT_PROGRESS, sign, {}, agent)
    for agent in (SEO, BRAND):
        await story.execution(agent, 60, None, attempt=2)
    assert waits(await told(person, story))[1:] == [("stopped", 8, 60, "")]


async def test_the_slowest_agent_is_named_with_its_reasons(person: Person) -> None:
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 2)
    writer = await story.execution(WRITER, 2, 48)
    await story.calls(writer, (2, 10, "No answer"), (14, 34, ""), (34, 44, ""))
    await story.execution(SEO, 48, 52)
    await story.status(RunStatus.COMPLETED, 52)
    found = (await told(person, story)).bottleneck
    assert found
    assert found.agent is WRITER
    assert (found.seconds, found.of_seconds) == (46, 52)
    assert (found.calls_seconds, found.retries_seconds, found.rest_seconds) == (30, 12, 4)
    assert found.said == (
        "Writer took 46 s of 52 s (88%): 30 s in 2 model calls, 12 s in 1 retry,"
        " 4 s for measuring and saving."
    )


async def test_waiting_for_a_slot_can_be_what_took_longest(person: Person) -> None:
    story = await begin(person)
    await whole(story, started=120, writer=30, seo=10)
    found = (await told(person, story)).bottleneck
    assert found
    assert found.agent is None
    assert found.said == (
        "Waiting for a free slot took 2 min of 2 min 40 s (75%), longer than any agent."
    )


async def test_before_an_agent_has_done_something_nothing_is_the_bottleneck(
    person: Person,
) -> None:
    story = await begin(person)
    assert (await told(person, story)).bottleneck is None


async def test_a_pause_is_nobodys_bottleneck(person: Person) -> None:
    story = await begin(person, steps=[["writer"]])
    await story.status(RunStatus.RUNNING, 0)
    await story.execution(WRITER, 0, 10, **PAUSED)
    await story.status(RunStatus.PAUSED, 10, by="Maya Chen")
    await story.status(RunStatus.QUEUED, 1_000, by="Maya Chen")
    await story.status(RunStatus.RUNNING, 1_000)
    await story.execution(WRITER, 1_000, 1_020, attempt=2)
    await story.status(RunStatus.COMPLETED, 1_020)
    found = (await told(person, story)).bottleneck
    assert found
    assert (found.seconds, found.of_seconds) == (30, 30)


async def test_a_run_is_compared_with_the_nearest_earlier_one_that_did_its_work(
    person: Person,
) -> None:
    first = await begin(person)
    end = await whole(first, writer=40, seo=20)
    cached = await again(first, person, end + 10, [["seo"]])
    await cached.status(RunStatus.RUNNING, end + 11)
    await cached.execution(SEO, end + 11, end + 12, cache_hit=True, cached_at=at(5))
    await cached.status(RunStatus.COMPLETED, end + 12)
    last = await again(first, person, end + 20, [["seo"]])
    found = await told(person, last)
    assert found.comparison
    assert (found.comparison.run_number, found.comparison.run_id) == (1, first.run_id)
    assert {name: one.seconds for name, one in found.comparison.agents.items()} == {SEO: 20}
    assert (await told(person, first, first.run_id)).comparison is None


async def test_without_an_earlier_run_the_median_of_similar_campaigns_serves(
    person: Person, colleague: Person
) -> None:
    for number, seconds in enumerate((20, 30, 100)):
        await whole(await begin(colleague, f"Chairs {number}"), writer=seconds, seo=10)
    other_model = await begin(colleague, "Another model")
    await other_model.execution(WRITER, 0, 1_000, model="other")
    story = await begin(person)
    await story.status(RunStatus.RUNNING, 0)
    await story.execution(WRITER, 0, None)
    found = (await told(person, story)).comparison
    assert found
    assert (found.run_number, found.campaigns) == (0, 3)
    writer = found.agents[WRITER]
    assert (writer.seconds, writer.campaigns) == (30, 3)


@pytest.mark.parametrize(
    "values",
    [
        {"cache_hit": True},
        {"attempt": 2},
        {"round": 1},
        {"status": AgentStatus.FAILED},
        {"status": AgentStatus.INTERRUPTED},
    ],
)
async def test_what_says_nothing_of_time_is_not_in_the_median(
    person: Person, colleague: Person, values: dict[str, object]
) -> None:
    other = await begin(colleague, "Chairs")
    await other.execution(WRITER, 0, 1_000, **values)
    story = await begin(person)
    await story.execution(WRITER, 0, None)
    assert (await told(person, story)).comparison is None


async def test_only_who_sees_the_campaign_sees_its_timeline(
    person: Person, colleague: Person
) -> None:
    story = await begin(person)
    with pytest.raises(NotFound):
        await told(colleague, story)
    await sharing.share(person, story.campaign_id, colleague.id, may_edit=False, address="")
    assert (await told(colleague, story)).run is not None


@pytest.mark.parametrize(
    "run_id", ["", "x", "../..", "\0", "00000000-0000-0000-0000-000000000000", "' or 1=1 --"]
)
async def test_a_run_that_is_not_there_is_not_found(person: Person, run_id: str) -> None:
    story = await begin(person)
    with pytest.raises(NotFound, match="no such run"):
        await told(person, story, run_id)


async def test_a_run_of_another_campaign_is_not_found(person: Person) -> None:
    story, other = await begin(person), await begin(person, "Chairs")
    with pytest.raises(NotFound, match="no such run"):
        await told(person, story, other.run_id)


async def test_a_hostile_campaign_is_not_found(person: Person) -> None:
    for campaign_id in ("", "x", "\0", "../etc"):
        with pytest.raises(NotFound):
            await chronicle.of(person, campaign_id)
        with pytest.raises(NotFound):
            await chronicle.shared(campaign_id)


async def test_earlier_runs_are_listed_and_can_be_asked_for(person: Person) -> None:
    first = await begin(person)
    end = await whole(first, writer=40)
    second = await again(first, person, end + 10, [["seo"]])
    latest = await told(person, first)
    assert latest.run
    assert latest.run.id == second.run_id
    assert [(run.number, run.id) for run in latest.runs] == [(1, first.run_id), (2, second.run_id)]
    earlier = await told(person, first, first.run_id)
    assert earlier.run
    assert (earlier.run.number, earlier.run.ended) == (1, True)
    assert [one.agent for one in latest.agents] == [SEO]
    assert WaitKind.QUEUE in {wait.kind for wait in latest.waits}
