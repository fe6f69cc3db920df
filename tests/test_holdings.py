import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, func, select

from contentflow import audit, campaigns, db, holdings, live, sharing, team, voices
from contentflow.briefs import validate
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import AgentPerformance, Campaign, ModelCall, Run, SourceRow, now
from contentflow.names import AgentName, CampaignStatus, RunStatus
from contentflow.person import Person

TOPIC = "A reorganisation nobody may hear about yet"
NOBODY = "0190aaaa-0000-7000-8000-000000000000"


async def a_campaign(person: Person, *, start: bool = True) -> str:
    brief = validate({"topic": TOPIC, "sources": [{"kind": "text", "value": "A fact."}]})
    return (await campaigns.create(person, brief, start=start)).id


async def end(campaign_id: str) -> None:
    """The run ends with one execution of one model call behind it."""
    async with db.transaction() as session:
        campaign = await session.get_one(Campaign, campaign_id)
        run = (await session.exec(select(Run).where(Run.campaign_id == campaign_id))).one()
        run.status, campaign.status = RunStatus.COMPLETED, CampaignStatus.COMPLETED
        done = AgentPerformance(
            run_id=run.id, campaign_id=campaign_id, agent_type=AgentName.WRITER, ended_at=now()
        )
        session.add_all([campaign, run, done])
        await session.flush()
        call = ModelCall(
            execution_id=done.id, run_id=run.id, agent_type=AgentName.WRITER,
            call_index=0, attempt=1, prompt_hash="x",
        )  # fmt: skip
        session.add(call)


async def test_an_admin_sees_how_much_there_is_and_not_what(admin: Person, person: Person) -> None:
    made = [await a_campaign(person), await a_campaign(person, start=False)]
    assert await holdings.counts(admin) == {person.id: 2}
    listed = await holdings.listing(admin, person.id)
    assert [one.id for one in listed] == made[::-1]
    assert TOPIC not in repr(listed)
    with pytest.raises(NotFound):
        await campaigns.snapshot(admin, made[0])


async def test_campaigns_are_handed_on(
    admin: Person, person: Person, colleague: Person, viewer: Person
) -> None:
    first, second = await a_campaign(person), await a_campaign(person, start=False)
    await sharing.share(person, first, colleague.id, may_edit=False)
    await sharing.share(person, first, viewer.id, may_edit=False)
    with live.subscribe(first) as heard:
        assert await holdings.transfer(admin, person.id, colleague.id, "192.0.2.1") == 2
        assert [message["type"] for message in heard.take()] == [live.ACCESS]
    assert (await campaigns.snapshot(colleague, first)).owner_id == colleague.id
    assert (await campaigns.draft(colleague, second)).topic == TOPIC
    with pytest.raises(NotFound):
        await campaigns.snapshot(person, first)
    kept = await sharing.of(colleague, first)
    assert [member.user_id for member in kept.members] == [viewer.id]
    line = (await audit.listing(admin))[0]
    assert (line.action, line.who, line.address) == ("transferred", admin.email, "192.0.2.1")
    assert line.about == f"2 from {person.email} to {colleague.email}"
    assert TOPIC not in repr(line)


async def test_those_of_one_who_is_out_are_handed_on(
    admin: Person, person: Person, colleague: Person
) -> None:
    await a_campaign(person)
    await team.deactivate(admin, person.id)
    assert await holdings.transfer(admin, person.id, colleague.id) == 1
    assert await holdings.counts(admin) == {colleague.id: 1}


async def test_a_draft_loses_a_voice_its_heir_may_not_use(
    admin: Person, person: Person, colleague: Person
) -> None:
    voice = (await voices.create(person, {"name": "Mine"})).row.id
    brief = validate({"topic": TOPIC, "brand_voice_id": voice})
    made = (await campaigns.create(person, brief, start=False)).id
    await holdings.transfer(admin, person.id, colleague.id)
    assert (await campaigns.draft(colleague, made)).brand_voice_id is None
    assert (await campaigns.start_draft(colleague, made)).run_id


async def test_only_to_somebody_who_can_own_them(
    admin: Person, person: Person, viewer: Person, colleague: Person
) -> None:
    await team.deactivate(admin, colleague.id)
    for heir in (viewer.id, person.id):
        with pytest.raises(Invalid):
            await holdings.transfer(admin, person.id, heir)
    for heir in (colleague.id, NOBODY, "", "x"):
        with pytest.raises(NotFound, match="no such person"):
            await holdings.transfer(admin, person.id, heir)


async def rows_of(campaign_id: str) -> dict[str, int]:
    """Rows of each table that name the campaign, and all rows of the model calls."""
    async with db.reading() as session:
        found = {}
        for table in SQLModel.metadata.sorted_tables:
            if "campaign_id" in table.c:
                query = select(func.count()).where(table.c.campaign_id == campaign_id)
                found[table.name] = (await session.exec(query)).one()
        calls = select(func.count()).select_from(ModelCall)
        found["model_calls"] = (await session.exec(calls)).one()
    return found


async def test_a_campaign_is_deleted_with_all_that_hangs_on_it(
    admin: Person, person: Person, colleague: Person
) -> None:
    made, other = await a_campaign(person), await a_campaign(person)
    await sharing.share(person, made, colleague.id, may_edit=True)
    with pytest.raises(Conflict, match="at work"):
        await holdings.remove(admin, made)
    await end(made)
    there = await rows_of(made)
    assert {"runs", "sources", "run_events", "agent_performance", "campaign_members"} <= {
        name for name, count in there.items() if count
    }
    assert there["model_calls"] == 1
    await holdings.remove(admin, made)
    assert set((await rows_of(made)).values()) == {0}
    assert [one.id for one in await holdings.listing(admin, person.id)] == [other]
    async with db.reading() as session:
        assert (await session.exec(select(SourceRow))).one().campaign_id == other
        assert (
            await (await session.connection()).execute(text("pragma foreign_key_check"))
        ).all() == []
    line = (await audit.listing(admin))[0]
    assert (line.action, line.target_id, line.about) == ("deleted", made, f"of {person.email}")
    with pytest.raises(NotFound):
        await holdings.remove(admin, made)


async def test_only_admins_handle_what_others_own(person: Person, colleague: Person) -> None:
    made = await a_campaign(colleague)
    for call in (
        holdings.counts(person),
        holdings.listing(person, colleague.id),
        holdings.transfer(person, colleague.id, person.id),
        holdings.remove(person, made),
    ):
        with pytest.raises(Forbidden):
            await call
