"""People change the text of a real run: edits are reviewed, and later agents build on it."""

import pytest

from contentflow import campaigns, engine, reviews, runs, versions
from contentflow.document import Document
from contentflow.errors import Conflict
from contentflow.models import AgentDecision, Run
from contentflow.names import AgentName, Outcome, Review, RunStatus
from contentflow.person import Person
from contentflow.runs import Order
from contentflow.version_rows import same_text
from contentflow.versions import Draft
from tests.engine.test_again import versions as stored
from tests.engine.test_control import begun, reached
from tests.engine.watching import ended, get, rows, run_to_end, start, without_cache
from tests.model_server import ModelServer


async def kept(run: Run) -> list[AgentDecision]:
    """The edits of a run that are in its text, as they were made."""
    found = [row for row in await rows(AgentDecision, run.id) if row.outcome is Outcome.KEPT]
    return sorted(found, key=lambda row: (row.created_at, row.position))


async def text(campaign_id: str) -> Document:
    return (await campaigns.shared(campaign_id)).document


async def test_all_edits_of_a_real_run_come_out_and_go_in_again(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.rough = True
    run = await run_to_end(person, target_words=400)
    made = await stored(run.campaign_id)
    edits = await kept(run)
    assert len(edits) > 3, "the scripted model left too little to review"
    names = [row.id for row in edits]
    out = await reviews.review(person, run.campaign_id, names, Review.REJECTED, engine.measure)
    assert (out.number, out.left) == (len(made) + 1, {})
    first = await versions.show(person, run.campaign_id, 1)
    assert same_text(await text(run.campaign_id), first.document)
    await reviews.review(person, run.campaign_id, names, Review.OPEN, engine.measure)
    last = await versions.show(person, run.campaign_id, len(made))
    assert same_text(await text(run.campaign_id), last.document)
    shown = await campaigns.snapshot(person, run.campaign_id)
    assert {decision.review for decision in shown.decisions} == {Review.OPEN}
    await reviews.reject(person, run.campaign_id, names[0], engine.measure)
    shown = await campaigns.snapshot(person, run.campaign_id)
    said = {decision.key: decision.review for decision in shown.decisions}
    assert said[edits[0].key] is Review.REJECTED


async def test_edits_of_agents_beside_each_other_come_out_too(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    model_server.rough = True
    first = await run_to_end(person, target_words=400)
    base = await versions.restore(person, first.campaign_id, 1, engine.measure)
    beside = Order((AgentName.SEO, AgentName.QUALITY, AgentName.GEO), beside=True)
    order = await runs.trigger(person, first.campaign_id, beside)
    engine.wake()
    edits = await kept(await ended(order.run_id))
    assert len({row.agent_type for row in edits}) > 1
    names = [row.id for row in edits]
    out = await reviews.review(person, first.campaign_id, names, Review.REJECTED, engine.measure)
    assert out.left == {}
    draft = await versions.show(person, first.campaign_id, base.number)
    assert same_text(await text(first.campaign_id), draft.document)


async def test_an_agent_run_again_works_on_what_a_person_wrote(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    run = await run_to_end(person)
    number = len(await stored(run.campaign_id))
    blocks = [{"id": block.id} for block in (await text(run.campaign_id)).blocks]
    mine = {"text": "A sentence of my own, which nobody else would write here."}
    draft = Draft(number, {"blocks": [*blocks, mine]})
    saved = await versions.save(person, run.campaign_id, draft, engine.measure)
    order = await runs.trigger(person, run.campaign_id, Order((AgentName.SEO,), force=True))
    engine.wake()
    again = await ended(order.run_id)
    assert (again.status, again.base_version) == (RunStatus.COMPLETED, saved.number)
    assert mine["text"] in [block.text for block in (await text(run.campaign_id)).blocks]


async def test_a_person_takes_over_and_gives_back(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    await without_cache()
    model_server.rough, model_server.latency = True, 0.15
    run_id = await start(person, target_words=300)
    await begun(run_id, "seo")
    run = await get(run_id)
    draft = Draft(1, {"title": "My own title of this article"})
    with pytest.raises(Conflict, match="Agents are at work"):
        await versions.save(person, run.campaign_id, draft, engine.measure)
    await runs.pause(person, run_id)
    engine.wake()
    await reached(run_id, RunStatus.PAUSED)
    number = (await stored(run.campaign_id))[-1].number
    document = await text(run.campaign_id)
    blocks = [{"id": block.id} for block in document.blocks]
    mine = {"text": "A sentence of my own, which nobody else would write here."}
    draft = Draft(number, {"blocks": [*blocks, mine]})
    saved = await versions.save(person, run.campaign_id, draft, engine.measure)
    assert saved.number == number + 1
    model_server.latency = 0.0
    await runs.resume(person, run_id)
    engine.wake()
    assert (await ended(run_id)).status is RunStatus.COMPLETED
    made = await stored(run.campaign_id)
    assert [version.number for version in made] == list(range(1, len(made) + 1))
    assert mine["text"] in [block.text for block in (await text(run.campaign_id)).blocks]


async def test_the_page_shows_what_a_person_made_of_the_text(
    running_engine: None, person: Person, model_server: ModelServer
) -> None:
    model_server.rough = True
    run = await run_to_end(person)
    shown = await campaigns.snapshot(person, run.campaign_id)
    assert not any(shown.outdated(card) for card in shown.agents.values())
    saved = await versions.save(
        person, run.campaign_id, Draft(shown.version, {"title": "My own title"}), engine.measure
    )
    shown = await campaigns.snapshot(person, run.campaign_id)
    assert (shown.version, shown.version_by) == (saved.number, person.name)
    assert shown.document.title == "My own title"
    assert {shown.outdated(card) for card in shown.agents.values()} == {True}
    order = await runs.trigger(person, run.campaign_id, Order((AgentName.SEO,), force=True))
    engine.wake()
    await ended(order.run_id)
    shown = await campaigns.snapshot(person, run.campaign_id)
    outdated = {name for name, card in shown.agents.items() if shown.outdated(card)}
    assert outdated == set(AgentName) - {AgentName.SEO}
