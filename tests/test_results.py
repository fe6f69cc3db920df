"""Earlier results of an agent are kept, listed and compared."""

from typing import Any

import pytest
from sqlmodel import select

from contentflow import db, results
from contentflow.errors import Invalid, NotFound
from contentflow.models import Run
from contentflow.names import AgentName, AgentStatus, Rating, ScoreName
from contentflow.person import Person
from tests.stories import another_run, finished, seconds_ago, started, worked

SEO = AgentName.SEO
NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"


def check(name: str, rating: Rating, shown: str) -> dict[str, Any]:
    return {"id": name, "label": name.title(), "group": "seo", "rating": rating, "shown": shown}


OLD = [
    check("title", Rating.POOR, "80 characters"),
    check("slug", Rating.GOOD, "3 words"),
    check("links", Rating.GOOD, "2"),
]
NEW = [
    check("title", Rating.GOOD, "55 characters"),
    check("slug", Rating.GOOD, "3 words"),
    check("images", Rating.NEEDS_WORK, "none"),
]


async def two(person: Person) -> tuple[str, str, str]:
    """A campaign whose SEO agent ran twice: its id and those of the executions."""
    made = await finished(person, AgentName.WRITER)
    async with db.reading() as session:
        run_id = (await session.exec(select(Run.id).where(Run.campaign_id == made))).one()
    first = await worked(
        made, run_id, SEO, scores={"seo": 60, "geo": 40}, checks=OLD, started_at=seconds_ago(60)
    )
    later = await another_run(person, made)
    second = await worked(
        made, later, SEO, scores={"seo": 80, "geo": None}, checks=NEW, cache_hit=True
    )
    return made, first, second


async def test_every_execution_is_listed_the_latest_first(person: Person) -> None:
    made, first, second = await two(person)
    listed = await results.listing(person, made, SEO)
    assert [(one.id, one.run, one.view.version) for one in listed] == [
        (second, 2, 3),
        (first, 1, 2),
    ]
    assert [one.view.cache_hit for one in listed] == [True, False]
    assert listed[1].scores == {"seo": 60, "geo": 40}
    assert [one.run for one in await results.listing(person, made, AgentName.WRITER)] == [1]
    assert await results.listing(person, made, AgentName.GEO) == []


async def test_what_is_not_over_is_not_listed(person: Person) -> None:
    made, *_ = await two(person)
    for status in (AgentStatus.RUNNING, AgentStatus.INTERRUPTED):
        await worked(made, await another_run(person, made), SEO, status=status)
    assert len(await results.listing(person, made, SEO)) == 2
    assert await results.listing(person, await started(person), SEO) == []


async def test_two_results_are_compared_the_earlier_one_first(person: Person) -> None:
    made, first, second = await two(person)
    found = await results.compare(person, made, second, first)
    assert (found.first.id, found.second.id) == (first, second)
    assert found.scores[ScoreName.SEO] == (60, 80)
    assert found.scores[ScoreName.GEO] == (40, None)
    assert found.scores[ScoreName.BRAND] == (None, None)
    assert [(one.id, one.before, one.after) for one in found.checks] == [
        ("title", (Rating.POOR, "80 characters"), (Rating.GOOD, "55 characters")),
        ("images", None, (Rating.NEEDS_WORK, "none")),
        ("links", (Rating.GOOD, "2"), None),
    ]


def test_alike_results_have_no_changed_check() -> None:
    assert results.changed(OLD, OLD) == results.changed([], []) == []


async def test_what_cannot_be_compared(person: Person, colleague: Person) -> None:
    made, first, second = await two(person)
    other, foreign, _ = await two(person)
    with pytest.raises(Invalid):
        await results.compare(person, made, first, first)
    for wrong in (foreign, NOBODY, "", "x'; drop table runs", None, 7, ["x"]):
        with pytest.raises(NotFound):
            await results.compare(person, made, first, wrong)  # type: ignore[arg-type]
    for campaign_id in (made, NOBODY, "x"):
        with pytest.raises(NotFound):
            await results.compare(colleague, campaign_id, first, second)
        with pytest.raises(NotFound):
            await results.listing(colleague, campaign_id, SEO)
    with pytest.raises(NotFound):
        await results.compare(person, other, first, second)
