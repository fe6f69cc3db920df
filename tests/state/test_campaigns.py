"""The campaign list as one person's page shows it."""

from types import SimpleNamespace
from typing import Any

import pytest

from contentflow import campaigns, db, sharing, shelf
from contentflow.models import Campaign
from contentflow.names import CampaignStatus
from contentflow.person import Person
from contentflow.state import campaigns as page_campaigns
from contentflow.state.campaign_filters import Filters
from contentflow.state.campaign_lines import Bar
from contentflow.state.campaigns import CampaignsState, _show
from tests.campaign_stories import finished, started
from tests.state.acting import LOG_IN, Lockable, Page, acting, wheres


async def shown(page: Page, **filters: Any) -> list[str]:
    """The rows for filters, as `watch` shows them."""
    state = page.state
    if filters:
        state._begin(Filters(**filters))  # type: ignore[attr-defined]
    await _show(Lockable(state))  # type: ignore[arg-type]
    return [line.id for group in state.groups for line in group.lines]  # type: ignore[attr-defined]


async def set_status(campaign_id: str, status: CampaignStatus) -> None:
    async with db.transaction() as session:
        (await session.get_one(Campaign, campaign_id)).status = status


async def test_everything_by_status_with_what_there_is_in_all(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_campaigns, "_PAGE", 2)
    done = [await finished(person) for _ in range(3)]
    busy = await started(person)
    page = Page(CampaignsState())
    page.state._wanted = 2  # type: ignore[attr-defined]
    with acting(person, page_campaigns):
        assert await shown(page) == [busy, done[2]]
        assert [(group.name, group.count) for group in page.state.groups] == [
            ("Waiting", 1),
            ("Completed", 3),
        ]
        assert (page.state.phase, page.state.more, page.state.summary) == (
            "found",
            True,
            "1 waiting",
        )
        await page.call("show_more")
        assert len(await shown(page)) == 4
    assert not page.state.more


async def test_filters_find_and_say_when_nothing_matches(person: Person, colleague: Person) -> None:
    first = await finished(person, keyphrase="sofa")
    theirs = await finished(colleague, visibility="team")
    page = Page(CampaignsState())
    with acting(person, page_campaigns):
        assert await shown(page, q="sofa") == [first]
        assert await shown(page, owner=colleague.id, sort="newest") == [theirs]
        assert [group.name for group in page.state.groups] == [""]
        assert await shown(page, q="nothing like it") == []
        assert (page.state.phase, page.state.narrow) == ("nothing", True)
        assert [one.name for one in page.state.owners] == ["maya", "tom"]
        assert await shown(page, archived=True) == []


async def test_first_use_and_everything_archived(person: Person) -> None:
    page = Page(CampaignsState())
    with acting(person, page_campaigns):
        await shown(page)
        assert page.state.phase == "empty"
        made = await finished(person)
        await shelf.archive(person, made)
        assert await shown(page) == []
        assert page.state.phase == "nothing"
        assert await shown(page, archived=True) == [made]


async def test_under_the_pointer_rows_stay_and_change(person: Person) -> None:
    first, second = await finished(person), await finished(person)
    page = Page(CampaignsState())
    with acting(person, page_campaigns):
        assert await shown(page) == [second, first]
        await page.call("hold", True)
        await set_status(first, CampaignStatus.FAILED)
        new = await finished(person)
        assert await shown(page) == [second, first]
        assert page.state.groups[0].lines[1].status == "failed"
        await page.call("hold", False)
        assert await shown(page) == [first, new, second]


async def test_rows_are_chosen_and_what_is_gone_is_let_go(
    person: Person, colleague: Person
) -> None:
    own, theirs = await finished(person), await finished(colleague, visibility="team")
    page = Page(CampaignsState())
    with acting(person, page_campaigns):
        await shown(page)
        await page.call("select", theirs)  # may be read only
        assert page.state.bar == Bar()
        await page.call("select", own)
        assert page.state.bar == Bar([own], own=True, every=True)
        await page.call("select", own)
        await sharing.share(colleague, theirs, person.id, may_edit=True)
        await shown(page)
        await page.call("select_all")
        assert sorted(page.state.selected) == sorted([own, theirs])
        assert not page.state.bar.own
        await shelf.delete(person, own)
        await shown(page)
        assert page.state.selected == [theirs]
        await page.call("select_all")
        assert page.state.selected == []
        for nonsense in (None, "x", 7, ["x"]):
            await page.call("select", nonsense)
        await page.call("select_none")
    assert page.state.selected == []


async def test_other_filters_forget_the_choice(person: Person) -> None:
    made = await finished(person)
    page = Page(CampaignsState())
    with acting(person, page_campaigns):
        await shown(page)
        await page.call("select", made)
        page.state._begin(Filters())  # type: ignore[attr-defined] - a reconnect
        assert page.state.selected == [made]
        page.state._begin(Filters(q="x"))  # type: ignore[attr-defined]
    assert (page.state.selected, page.state.bar) == ([], Bar())


@pytest.mark.parametrize(
    ("handler", "arguments", "where"),
    [
        ("search", ("desk",), "/?q=desk&archived=1&view=board"),
        ("search", (None,), "/?archived=1&view=board"),
        ("search", ("x" * 1_000,), f"/?q={'x' * 100}&archived=1&view=board"),
        ("filter", ("status", "Failed"), "/?status=Failed&archived=1&view=board"),
        ("filter", ("archived", False), "/?view=board"),
        ("filter", ("board", False), "/?archived=1"),
        ("filter", ("nothing", ["x"]), "/?archived=1&view=board"),
        ("filter", (None, None), "/?archived=1&view=board"),
        ("clear", (), "/?view=board"),
    ],
)
async def test_a_filter_is_a_place_to_go_to(
    handler: str, arguments: tuple[object, ...], where: str
) -> None:
    page = Page(CampaignsState())
    page.state._begin(Filters(archived=True, board=True))  # type: ignore[attr-defined]
    assert wheres(await page.call(handler, *arguments)) == [where]


async def test_an_answer_that_comes_late_is_not_shown(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await finished(person)
    page = Page(CampaignsState())
    read = campaigns.owners

    async def slow(who: Person) -> Any:
        page.state._begin(Filters(q="sofa"))  # type: ignore[attr-defined]
        return await read(who)

    monkeypatch.setattr(campaigns, "owners", slow)
    with acting(person, page_campaigns):
        await _show(Lockable(page.state))  # type: ignore[arg-type]
    assert (page.state.groups, page.state.phase) == ([], "loading")


async def test_who_is_not_signed_in_is_sent_away(database: str) -> None:
    page = Page(CampaignsState())
    with acting(None, page_campaigns) as patched:
        router = SimpleNamespace(url=SimpleNamespace(query_parameters={"q": "x"}))
        patched.setattr(CampaignsState, "router", router)
        for handler in ("watch", "refresh"):
            assert await page.call(handler) == [LOG_IN]
    assert page.state.groups == []
