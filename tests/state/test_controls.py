"""Pause, resume, cancel, retry, skip and run again, as the page asks for them."""

from collections.abc import Callable

import pytest

from contentflow import campaigns, db, engine, runs, sharing, shelf
from contentflow import document as documents
from contentflow.models import AgentPerformance, Campaign, ContentVersion, Run
from contentflow.names import AgentName, AgentStatus, CampaignStatus, RunStatus, VersionKind
from contentflow.person import Person
from contentflow.state import controls, rerun
from contentflow.state.controls import ControlsState
from contentflow.state.rerun import RerunState
from tests.campaign_stories import TEXT, finished, started
from tests.state.acting import LOG_IN, Page, acting

NONSENSE: list[object] = [None, 7, "", "x'; drop table runs", ["x"], {"a": 1}]


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(engine, "wake", lambda: calls.append("wake"))
    return calls


async def run_of(campaign_id: str, person: Person) -> str:
    return (await campaigns.snapshot(person, campaign_id)).run_id


async def status_of(campaign_id: str, person: Person) -> RunStatus | None:
    return (await campaigns.snapshot(person, campaign_id)).run_status


async def test_a_run_is_paused_resumed_and_cancelled(person: Person, woken: list[str]) -> None:
    made = await started(person)
    run_id, page = await run_of(made, person), Page(ControlsState())
    with acting(person, controls, campaign=made):
        for deed, status in (
            ("pause", RunStatus.PAUSED),
            ("resume", RunStatus.QUEUED),
            ("cancel", RunStatus.CANCELLED),
        ):
            await page.call(deed, run_id)
            assert await status_of(made, person) is status
            assert (page.state.refusal, page.state.of) == ("", made)
    assert woken == ["wake"] * 3


async def test_a_cancel_asks_first(person: Person) -> None:
    page = Page(ControlsState())
    await page.call("ask_cancel")
    assert page.state.asking
    await page.call("close", False)
    assert not page.state.asking


async def test_a_refusal_is_said_and_said_again(person: Person, woken: list[str]) -> None:
    made = await finished(person)
    run_id, page = await run_of(made, person), Page(ControlsState())
    with acting(person, controls, campaign=made):
        for _ in range(2):
            await page.call("resume", run_id)
            assert page.state.refusal == "The run has ended; it cannot be resumed."
    assert woken == []


async def failed_at(person: Person, agent: AgentName) -> str:
    """A campaign that needs attention, as one agent failed."""
    made = await finished(person, AgentName.WRITER)
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, made)
        view = await campaigns.snapshot(person, made)
        run = await session.get_one(Run, view.run_id)
        run.status, campaign.status = RunStatus.NEEDS_ATTENTION, CampaignStatus.NEEDS_ATTENTION
        session.add_all(
            [
                run,
                campaign,
                AgentPerformance(
                    run_id=run.id, campaign_id=made, agent_type=agent, status=AgentStatus.FAILED
                ),
            ]
        )
    return made


async def test_a_failed_agent_is_retried(person: Person) -> None:
    made = await failed_at(person, AgentName.SEO)
    page = Page(ControlsState())
    with acting(person, controls, campaign=made):
        await page.call("retry", "brand")
        assert page.state.refusal == "Brand did not fail."
        await page.call("retry", "seo")
    view = await campaigns.snapshot(person, made)
    assert (view.steps, view.run_status, page.state.refusal) == ([["seo"]], RunStatus.QUEUED, "")


async def test_a_failed_agent_is_skipped(person: Person) -> None:
    made = await failed_at(person, AgentName.SEO)
    page = Page(ControlsState())
    with acting(person, controls, campaign=made):
        await page.call("skip", "seo")
    assert await status_of(made, person) is RunStatus.COMPLETED


@pytest.mark.parametrize("deed", ["pause", "resume", "cancel", "retry", "skip"])
async def test_nonsense_strangers_and_viewers_change_nothing(
    person: Person, colleague: Person, viewer: Person, woken: list[str], deed: str
) -> None:
    made = await started(person)
    run_id = await run_of(made, person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    argument = "seo" if deed in ("retry", "skip") else run_id
    for somebody in (colleague, viewer, None):
        with acting(somebody, controls, campaign=made):
            page = Page(ControlsState())
            sent = await page.call(deed, argument)
            assert (sent == [LOG_IN]) is (somebody is None)
    with acting(person, controls, campaign=made):
        for value in NONSENSE:
            await Page(ControlsState()).call(deed, value)
    assert await status_of(made, person) is RunStatus.QUEUED
    assert woken == []


Form = dict[str, object]


@pytest.mark.parametrize(
    ("form", "steps", "force"),
    [
        ({"seo": "on", "geo": "on", "beside": "no", "cached": "on"}, [["seo"], ["geo"]], False),
        ({"seo": "on", "geo": "on", "beside": "yes"}, [["seo", "geo"]], True),
        ({"writer": "on", "seo": True, "cached": True}, [["writer"], ["seo"]], False),
    ],
)
async def test_chosen_agents_run_again(
    person: Person, form: Form, steps: list[list[str]], force: bool
) -> None:
    made = await finished(person)
    page = Page(RerunState())
    with acting(person, rerun, campaign=made):
        await page.call("open", True)
        await page.call("run", form)
    view = await campaigns.snapshot(person, made)
    async with db.reading() as session:
        run = await session.get_one(Run, view.run_id)
    assert (run.steps, run.force) == (steps, force)
    assert not page.state.opened


async def test_the_estimate_follows_the_choice(person: Person) -> None:
    made = await finished(person, target_words=500)
    page = Page(RerunState())
    with acting(person, rerun, campaign=made):
        await page.call("open", True)
        assert page.state.chosen == ["seo", "brand", "quality", "geo"]
        one_by_one = page.state.estimate
        await page.call("set_beside", True)
        beside = page.state.estimate
        for agent in ("seo", "brand", "quality"):
            await page.call("toggle", agent)
        assert (one_by_one, beside, page.state.estimate) == (
            "about 1 min",
            "about 20 s",
            "about 15 s",
        )
        await page.call("toggle", "geo")
        assert page.state.estimate == ""


async def test_nothing_chosen_is_said_beside_the_choice(person: Person) -> None:
    made = await finished(person)
    page = Page(RerunState())
    with acting(person, rerun, campaign=made):
        await page.call("open", True)
        for form in ({}, {"agents": ["seo"]}, None, [], "seo", 7):
            await page.call("run", form)
            assert page.state.problem == "Choose at least one agent."
    assert (await campaigns.snapshot(person, made)).run_number == 1


async def edited(campaign_id: str, person: Person) -> None:
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        campaign.version += 1
        version = ContentVersion(
            campaign_id=campaign_id,
            number=campaign.version,
            kind=VersionKind.EDIT,
            user_id=person.id,
            document=documents.to_json(TEXT),
        )
        session.add_all([campaign, version])


async def test_the_writer_asks_before_it_starts_over_a_persons_words(person: Person) -> None:
    made = await finished(person)
    await edited(made, person)
    page = Page(RerunState())
    with acting(person, rerun, campaign=made):
        await page.call("run_again", "writer")
        assert page.state.question.startswith("maya changed the text since")
        await page.call("close", False)
        await page.call("confirm")
        assert (await campaigns.snapshot(person, made)).run_number == 1
        await page.call("run_again", "writer")
        await page.call("confirm")
    view = await campaigns.snapshot(person, made)
    assert (view.run_number, view.steps, page.state.question) == (2, [["writer"]], "")


@pytest.mark.parametrize("spoil", [shelf.archive, shelf.delete])
async def test_what_cannot_run_says_why(
    person: Person, spoil: Callable[[Person, str], object]
) -> None:
    made = await finished(person)
    await spoil(person, made)  # type: ignore[misc]
    page = Page(RerunState())
    with acting(person, rerun, campaign=made):
        await page.call("run_again", "seo")
    assert page.state.refusal in (
        "This campaign is in the archive. Take it out first.",
        "There is no such campaign.",
    )


async def test_nobody_elses_campaign_is_run_or_estimated(
    person: Person, colleague: Person, viewer: Person
) -> None:
    made = await finished(person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    for somebody in (colleague, viewer, None):
        page = Page(RerunState())
        with acting(somebody, rerun, campaign=made):
            for call in (("open", True), ("run_again", "seo"), ("run", {"seo": "on"})):
                sent = await page.call(*call)
                assert (sent == [LOG_IN]) is (somebody is None)
        assert page.state.estimate == "" or somebody is viewer
    assert (await campaigns.snapshot(person, made)).run_number == 1
    with acting(person, rerun, campaign=made):
        for value in NONSENSE:
            await Page(RerunState()).call("run_again", value)
            await Page(RerunState()).call("toggle", value)
            await Page(RerunState()).call("set_beside", value)
    assert runs.ordered_agents(["seo"]) == (AgentName.SEO,)
    assert (await campaigns.snapshot(person, made)).run_number == 1
