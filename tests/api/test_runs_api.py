from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import update

from contentflow import campaigns, db, engine, sharing
from contentflow import document as documents
from contentflow.briefs import NewCampaign
from contentflow.models import AgentPerformance, Campaign, ContentVersion, Run
from contentflow.names import (
    AGENT_ORDER,
    AgentName,
    AgentStatus,
    CampaignStatus,
    RunStatus,
)
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.export.articles import document_of

Made = campaigns.Created
Make = Callable[..., Awaitable[Made]]


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A line for each time the engine was told to look."""
    told: list[bool] = []
    monkeypatch.setattr(engine, "wake", lambda: told.append(True))
    return told


@pytest.fixture
def make(person: Person) -> Make:
    """A campaign of the person with a text, whose run stands as the test wants it."""

    async def made(
        run: RunStatus = RunStatus.COMPLETED,
        campaign: CampaignStatus = CampaignStatus.COMPLETED,
        failed: AgentName | None = None,
    ) -> Made:
        created = await campaigns.create(person, NewCampaign("Standing desks"))
        assert created.run_id
        async with db.transaction() as session:
            await session.exec(update(Run).values(status=run))  # type: ignore[call-overload]
            await session.exec(update(Campaign).values(status=campaign, version=1))  # type: ignore[call-overload]
            document = documents.to_json(document_of("A text."))
            session.add(ContentVersion(campaign_id=created.id, number=1, document=document))
            if failed:
                row = AgentPerformance(
                    run_id=created.run_id,
                    campaign_id=created.id,
                    agent_type=failed,
                    status=AgentStatus.FAILED,
                )
                session.add(row)
        return created

    return made


async def run_of(run_id: str) -> Run:
    async with db.reading() as session:
        return await session.get_one(Run, run_id)


async def test_agents_are_run_again(mine: Client, make: Make, woken: list[bool]) -> None:
    made = await make()
    body = {"agents": ["geo", "seo"], "beside": True, "force": True}
    answer = await mine.post(f"/api/campaigns/{made.id}/trigger-analysis", json=body)
    assert answer.status_code == 202
    told = answer.json()
    assert set(told) == {"run_id", "status"}
    assert told["status"] == "queued"
    assert woken == [True]
    run = await run_of(told["run_id"])
    assert (run.steps, run.force) == ([["geo", "seo"]], True)
    shown = (await mine.get(f"/api/campaigns/{made.id}")).json()
    assert shown["run"] == {"id": run.id, "status": "queued"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "agents"),
        ({"agents": []}, "agents"),
        ({"agents": "seo"}, "agents"),
        ({"agents": ["seo", "seo"]}, "agents"),
        ({"agents": ["legal"]}, "agents"),
        ({"agents": [None]}, "agents"),
        ({"agents": [["seo"]]}, "agents"),
        ({"agents": ["seo"], "force": "yes"}, "force"),
        ({"agents": ["seo"], "beside": 1}, "beside"),
        ({"agents": ["seo"], "over_edits": None}, "over_edits"),
        ({"agents": ["seo"], "speed": 9}, "speed"),
    ],
)
async def test_a_wrong_order_names_its_field(
    mine: Client, make: Make, woken: list[bool], body: dict[str, Any], field: str
) -> None:
    made = await make()
    answer = await mine.post(f"/api/campaigns/{made.id}/trigger-analysis", json=body)
    assert list(is_problem(answer, 422)["errors"]) == [field]
    assert woken == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"seo"'])
async def test_what_is_no_order_is_a_problem(mine: Client, make: Make, body: bytes) -> None:
    made = await make()
    headers = {"Content-Type": "application/json"}
    path = f"/api/campaigns/{made.id}/trigger-analysis"
    is_problem(await mine.post(path, content=body, headers=headers), 422)


async def test_while_a_run_is_under_way_there_is_no_other(mine: Client, make: Make) -> None:
    made = await make(RunStatus.RUNNING, CampaignStatus.GENERATING)
    path = f"/api/campaigns/{made.id}/trigger-analysis"
    said = is_problem(await mine.post(path, json={"agents": ["seo"]}), 409)
    assert "under way" in said["detail"]


async def test_without_a_text_only_the_writer_can_begin(mine: Client, person: Person) -> None:
    created = await campaigns.create(person, NewCampaign("Standing desks"))
    await mine.post(f"/api/runs/{created.run_id}/cancel")
    path = f"/api/campaigns/{created.id}/trigger-analysis"
    is_problem(await mine.post(path, json={"agents": ["seo"]}), 409)
    assert (await mine.post(path, json={"agents": list(AGENT_ORDER)})).status_code == 202


async def test_pause_resume_and_cancel(mine: Client, make: Make, woken: list[bool]) -> None:
    made = await make(RunStatus.RUNNING, CampaignStatus.GENERATING)
    wanted = [
        *[("pause", "pausing"), ("pause", "pausing"), ("resume", "running")],
        *[("cancel", "cancelling"), ("cancel", "cancelling")],
    ]
    for verb, status in wanted:
        answer = await mine.post(f"/api/runs/{made.run_id}/{verb}")
        assert answer.status_code == 200
        assert answer.json() == {"run_id": made.run_id, "status": status}
    assert len(woken) == len(wanted)
    is_problem(await mine.post(f"/api/runs/{made.run_id}/resume"), 409)


@pytest.mark.parametrize("verb", ["pause", "resume", "cancel"])
async def test_what_has_ended_is_not_moved(mine: Client, make: Make, verb: str) -> None:
    made = await make()
    is_problem(await mine.post(f"/api/runs/{made.run_id}/{verb}"), 409)


async def test_a_cancelled_run_stays_cancelled(mine: Client, make: Make) -> None:
    made = await make(RunStatus.CANCELLED, CampaignStatus.CANCELLED)
    answer = await mine.post(f"/api/runs/{made.run_id}/cancel")
    assert answer.json()["status"] == "cancelled"
    is_problem(await mine.post(f"/api/runs/{made.run_id}/resume"), 409)


async def test_a_failed_agent_is_retried(mine: Client, make: Make, woken: list[bool]) -> None:
    made = await make(RunStatus.NEEDS_ATTENTION, CampaignStatus.NEEDS_ATTENTION, AgentName.GEO)
    path = f"/api/campaigns/{made.id}/agents"
    is_problem(await mine.post(f"{path}/seo/retry"), 409)
    answer = await mine.post(f"{path}/geo/retry")
    assert answer.status_code == 202
    assert answer.json()["run_id"] != made.run_id
    assert (await run_of(answer.json()["run_id"])).steps == [["geo"]]
    assert woken == [True]


async def test_a_failed_agent_is_skipped(mine: Client, make: Make, woken: list[bool]) -> None:
    made = await make(RunStatus.NEEDS_ATTENTION, CampaignStatus.NEEDS_ATTENTION, AgentName.GEO)
    answer = await mine.post(f"/api/campaigns/{made.id}/agents/geo/skip")
    assert answer.json() == {"run_id": made.run_id, "status": "completed"}
    is_problem(await mine.post(f"/api/campaigns/{made.id}/agents/geo/skip"), 409)
    is_problem(await mine.post(f"/api/campaigns/{made.id}/agents/legal/skip"), 422)


async def test_each_may_do_what_the_campaign_lets_them(
    client: Client,
    make: Make,
    person: Person,
    colleague: Person,
    viewer: Person,
    bearer: SignedIn,
) -> None:
    made = await make(RunStatus.RUNNING, CampaignStatus.GENERATING)
    await sharing.share(person, made.id, viewer.id, may_edit=False)
    paths = [f"/api/runs/{made.run_id}/{verb}" for verb in ("pause", "resume", "cancel")]
    paths += [f"/api/campaigns/{made.id}/agents/seo/{verb}" for verb in ("retry", "skip")]
    paths.append(f"/api/campaigns/{made.id}/trigger-analysis")
    for who, status in ((None, 401), (viewer, 403), (colleague, 404)):
        headers = await bearer(who) if who else {}
        for path in paths:
            is_problem(await client.post(path, json={"agents": ["seo"]}, headers=headers), status)
    assert (await run_of(made.run_id or "")).status is RunStatus.RUNNING


@pytest.mark.parametrize("run_id", ["x", "%00", "00000000-0000-0000-0000-000000000000"])
async def test_there_is_no_such_run(mine: Client, run_id: str) -> None:
    is_problem(await mine.post(f"/api/runs/{run_id}/cancel"), 404)
