"""From pasted topics to a started batch, as one person's page does it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from contentflow import engine, voices
from contentflow.batches import listing
from contentflow.names import BatchStatus, ContentType, Priority
from contentflow.person import Person
from contentflow.state import batches, new_batch
from contentflow.state.batches import BatchesState
from contentflow.state.new_batch import NewBatchState
from tests.batches.making import batch_of, campaigns_of, kept, made
from tests.state.acting import LOG_IN, Page, acting, wheres

NONSENSE: list[object] = [None, 7, "x", ["x"], {"topics": 7}, {"a": {"b": 1}}, True]
BROKEN = "Topic,Words\nDesks,300\nLamps,1\ndesks ,\n"


@pytest.fixture(autouse=True)
def unwoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "wake", lambda: None)


def drafted(sent: list[Any]) -> str:
    """The id of the rows that a redirect leads to."""
    (where,) = wheres(sent)
    address = urlsplit(where)
    assert address.path == "/batches/new"
    return parse_qs(address.query)["draft"][0]


async def opened(person: Person, text: str = BROKEN) -> Page:
    """The page of rows that were sent."""
    draft = await kept(person, text)
    page = Page(NewBatchState())
    await page.state._look(draft.id, {})  # type: ignore[attr-defined]
    return page


async def test_pasted_topics_in_several_types(person: Person) -> None:
    page = Page(NewBatchState())
    with acting(person, new_batch):
        form = {"topics": "Desks\n\n- Lamps", "kind_how_to": "on", "kind_listicle": True}
        batch_id = drafted(await page.call("read_topics", form))
        await page.state._look(batch_id, {})  # type: ignore[attr-defined]
        state: Any = page.state
        assert state.check.rows == 4
        assert [row.kind for row in state.rows] == ["How-to", "Listicle"] * 2
        await page.call("read_topics", {"topics": "\n \n"})
        assert state.problems == {"topics": "There are no rows with topics in it."}


async def test_rows_are_looked_at_left_out_and_started(person: Person) -> None:
    with acting(person, new_batch):
        page = await opened(person)
        state: Any = page.state
        assert (state.phase, state.name, state.about) == (
            "review",
            "plan",
            "plan.csv, UTF-8, commas",
        )
        assert state.check.summary == "3 rows, 1 with something wrong, 1 repeated"
        assert [(row.number, row.verdict) for row in state.rows] == [
            (2, "Ready"),
            (3, "Wrong"),
            (4, "Repeated"),
        ]
        assert state.rows[1].told == "Words: The length must be 150 to 5,000 words."
        await page.call("show_problems", True)
        assert [row.number for row in state.rows] == [3, 4]
        await page.call("submit", {"when": "now"})
        assert "1 row has something wrong" in state.problems["rows"]
        await page.call("skip", "invalid", True)
        await page.call("skip", "duplicates", True)
        assert (state.panel.campaigns, state.check.starting) == ("1", 1)
        await page.call("submit", {"budget_usd": "much", "when": "later", "starts_at": ""})
        assert set(state.problems) == {"budget_usd", "starts_at"}
        sent = await page.call("submit", {"name": "Spring", "budget_usd": "5", "when": "now"})
        assert wheres(sent) == [f"/batches/{state.id}"]
    batch = await batch_of(state.id)
    assert (batch.name, batch.status, batch.budget_usd) == ("Spring", BatchStatus.RUNNING, 5.0)
    assert batch.settings["seconds"] > 0
    assert [one.topic for one in await campaigns_of(state.id)] == ["Desks"]


async def test_columns_and_what_all_share(person: Person) -> None:
    voice = await voices.create(person, {"name": "Ours"})
    with acting(person, new_batch):
        page = await opened(person, "Thema,Ziel\nDesks,Buy\n")
        state: Any = page.state
        assert state.problems == {"columns": "Choose the column that has the topics."}
        await page.call("map_column", 0, "topic")
        await page.call("map_column", 1, "goal")
        assert [line.field for line in state.columns] == ["topic", "goal"]
        await page.call("map_column", 1, "topic")  # takes it from the first
        assert [line.field for line in state.columns] == ["", "topic"]
        await page.call("map_column", 1, "")
        await page.call("map_column", 0, "topic")
        await page.call("set_heading", False)
        assert [row.topic for row in state.rows] == ["Thema", "Desks"]
        for name, value in (
            ("content_type", "how_to"),
            ("target_words", "500"),
            ("brand_voice_id", voice.row.id),
            ("priority", "urgent"),
            ("colour", "red"),
        ):
            await page.call("share", name, value)
        await page.call("share", "target_words", "7")
        assert set(state.problems) == {"target_words"}
        await page.call("share", "target_words", "500")
        await page.call("submit", {"name": "", "when": "now"})
    found = await campaigns_of(state.id)
    assert {one.content_type for one in found} == {ContentType.HOW_TO}
    assert {(one.target_words, one.priority) for one in found} == {(500, Priority.URGENT)}
    assert (await batch_of(state.id)).priority is Priority.URGENT


async def test_a_time_is_that_of_the_readers_zone(person: Person) -> None:
    with acting(person, new_batch):
        page = await opened(person, "Topic\nDesks\n")
        form = {"when": "later", "starts_at": "2026-02-30T02:00", "time_zone": "Europe/Berlin"}
        await page.call("submit", form)
        assert set(page.state.problems) == {"starts_at"}  # type: ignore[attr-defined]
        await page.call("submit", {**form, "starts_at": "2020-01-01T02:00"})
        assert page.state.problems == {"starts_at": "This time has passed."}  # type: ignore[attr-defined]


async def test_what_the_page_was_told_of_a_file_is_shown(person: Person) -> None:
    page = Page(NewBatchState())
    assert await page.call("imported", {"said": "plan.pdf is a PDF."}) == []
    assert page.state.problems == {"file": "plan.pdf is a PDF."}  # type: ignore[attr-defined]
    assert drafted(await page.call("imported", {"said": "", "id": "b1"})) == "b1"


async def test_only_their_own_rows(person: Person, colleague: Person, viewer: Person) -> None:
    draft = await kept(person)
    for other in (colleague, viewer):
        with acting(other, new_batch):
            page = Page(NewBatchState())
            await page.state._look(draft.id, {})  # type: ignore[attr-defined]
            assert page.state.phase == "missing"  # type: ignore[attr-defined]
            page.state.id = draft.id  # type: ignore[attr-defined]
            await page.call("submit", {"when": "now"})
            await page.call("drop")
    with acting(None, new_batch):
        assert await Page(NewBatchState()).call("map_column", 0, "topic") == [LOG_IN]
    assert (await batch_of(draft.id)).status is BatchStatus.DRAFT


async def test_nonsense_changes_nothing(person: Person) -> None:
    with acting(person, new_batch):
        page = await opened(person)
        before = (await batch_of(page.state.id)).model_dump()  # type: ignore[attr-defined]
        for nonsense in NONSENSE:
            for called in ("imported", "set_heading", "show_problems"):
                await page.call(called, nonsense)
            await page.call("read_topics", nonsense if nonsense != "x" else {})
            await page.call("map_column", nonsense, nonsense)
            await page.call("share", nonsense, nonsense)
            await page.call("skip", nonsense, nonsense)
        assert (await batch_of(page.state.id)).model_dump() == before  # type: ignore[attr-defined]


async def test_the_list_shows_batches_and_rows_that_wait(person: Person, viewer: Person) -> None:
    draft, batch_id = await kept(person), await made(person, 2, visibility="team")
    page = Page(BatchesState())
    with acting(person, batches):
        await page.call("refresh")
        state: Any = page.state
        assert [line.id for line in state.lines] == [batch_id, draft.id]
        assert (state.phase, state.may_start, state.summary) == ("found", True, "1 running")
        await page.call("drop", draft.id)
        await page.call("drop", batch_id)  # it was started: nothing is dropped
        await page.call("drop", 7)
    assert [row.id for row in (await listing.listing(person)).items] == [batch_id]
    with acting(viewer, batches):
        await page.call("refresh")
        assert (page.state.may_start, len(page.state.lines)) == (False, 1)  # type: ignore[attr-defined]
