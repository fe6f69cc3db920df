"""What is put away from the list or a page, and what its toasts tell and offer."""

import time

import pytest

from contentflow import campaigns, engine, sharing
from contentflow.errors import NotFound
from contentflow.person import Person
from contentflow.state import shelf
from contentflow.state.shelf import ShelfState, line_of, tidy
from tests.campaign_stories import aged, finished, started, there
from tests.state.acting import LOG_IN, Page, acting, wheres

NONSENSE: list[object] = [None, "x", 7, {"a": 1}, [], [None, 7, ["x"]], ["x"] * 501]


@pytest.fixture(autouse=True)
def unwoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "wake", lambda: None)


async def test_deleted_and_brought_back(person: Person) -> None:
    ids = [await finished(person) for _ in range(3)]
    page = Page(ShelfState())
    with acting(person, shelf):
        assert await page.call("delete", ids[:2]) == []
        (line,) = page.state.lines
        assert (line.title, line.undo, line.seconds) == ("2 campaigns deleted", True, 10)
        assert [row.id for row in (await campaigns.listing(person)).items] == ids[2:]
        await page.call("undo", line.key)
        assert [one.title for one in page.state.lines] == ["2 campaigns brought back"]
        await page.call("undo", line.key)
    assert len((await campaigns.listing(person)).items) == 3


async def test_from_its_own_page_one_goes_to_the_list(person: Person) -> None:
    made = await finished(person)
    page = Page(ShelfState())
    with acting(person, shelf, campaign=made):
        await page.call("ask_delete")
        assert page.state.asking
        assert wheres(await page.call("delete", [made])) == ["/"]
    assert not page.state.asking


async def test_too_late_is_said(person: Person) -> None:
    made = await finished(person)
    page = Page(ShelfState())
    with acting(person, shelf):
        await page.call("delete", [made])
        await aged(made, 16)
        await page.call("undo", page.state.lines[0].key)
    (line,) = page.state.lines
    assert (line.status, line.title) == ("failed", "Not brought back")
    assert line.text.startswith("It is gone.")


async def test_archived_as_far_as_it_goes(person: Person, colleague: Person) -> None:
    here, busy, theirs = await finished(person), await started(person), await finished(colleague)
    page = Page(ShelfState())
    with acting(person, shelf):
        await page.call("archive", [here, busy, theirs, here])
        (line,) = page.state.lines
        assert (line.status, line.title, line.undo) == ("warn", "Campaign archived", False)
        assert line.text.startswith("2 campaigns not: A run is under way")
        await page.call("unarchive", [here])
    row = await there(here)
    assert row is not None
    assert row.archived_at is None


@pytest.mark.parametrize("deed", ["archive", "unarchive", "delete"])
async def test_strangers_and_nonsense_change_nothing(
    person: Person, colleague: Person, viewer: Person, deed: str
) -> None:
    made = await finished(person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    for somebody in (colleague, viewer, None):
        page = Page(ShelfState())
        with acting(somebody, shelf):
            assert (await page.call(deed, [made]) == [LOG_IN]) is (somebody is None)
        assert all(line.status == "failed" for line in page.state.lines)
        assert not any(line.undo for line in page.state.lines)
    with acting(person, shelf):
        for value in NONSENSE:
            page = Page(ShelfState())
            await page.call(deed, value)
            assert not any(line.status == "completed" for line in page.state.lines)
    row = await there(made)
    assert row is not None
    assert (row.archived_at, row.deleted_at) == (None, None)


async def test_nobody_undoes_what_another_deleted(person: Person, colleague: Person) -> None:
    made = await finished(person)
    page = Page(ShelfState())
    with acting(person, shelf):
        await page.call("delete", [made])
    key = page.state.lines[0].key
    with acting(colleague, shelf):
        await page.call("undo", key)  # a stolen page state
        for nonsense in (None, 7, ["x"], key + "x"):
            await page.call("undo", nonsense)
    with pytest.raises(NotFound):
        await campaigns.snapshot(person, made)


def test_a_line_tells_what_was_done_and_what_not() -> None:
    assert line_of(3, [], "deleted").title == "3 campaigns deleted"
    mixed = line_of(1, ["No.", "No."], "archived")
    assert (mixed.title, mixed.text) == ("Campaign archived", "2 campaigns not: No.")
    none = line_of(0, ["Only its owner deletes it."], "deleted")
    assert (none.status, none.title) == ("failed", "Not deleted")


async def test_a_page_opened_later_tells_only_what_is_not_over(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await finished(person)
    page = Page(ShelfState())
    with acting(person, shelf):
        await page.call("archive", [made])
        await page.call("delete", [made])
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 7)
    tidy(page.state)  # type: ignore[arg-type]
    assert [(line.title, line.seconds) for line in page.state.lines] == [("Campaign deleted", 3)]
    monkeypatch.setattr(time, "monotonic", lambda: now + 11)
    tidy(page.state)  # type: ignore[arg-type]
    assert page.state.lines == []
