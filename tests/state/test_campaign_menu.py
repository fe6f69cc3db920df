"""Another name, and copies, from the campaign page's menu."""

import pytest

from contentflow import campaigns, engine, sharing
from contentflow.person import Person
from contentflow.state import campaign_menu
from contentflow.state.campaign_menu import CampaignMenuState
from tests.campaign_stories import TOPIC, finished
from tests.state.acting import LOG_IN, Page, acting, wheres


@pytest.fixture(autouse=True)
def unwoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "wake", lambda: None)


async def name_of(person: Person, campaign_id: str) -> str:
    return (await campaigns.snapshot(person, campaign_id)).shown_name


async def test_a_campaign_is_renamed(person: Person) -> None:
    made = await finished(person)
    page = Page(CampaignMenuState())
    with acting(person, campaign_menu, campaign=made):
        await page.call("ask_name")
        assert page.state.renaming
        await page.call("rename", 1, {"name": "Spring desks"})
        assert (await name_of(person, made), page.state.renaming) == ("Spring desks", False)
        await page.call("ask_name")
        await page.call("rename", 1, {"name": "Summer desks"})
        assert page.state.problem.startswith("maya set the name to Spring desks.")
        assert page.state.renaming
        await page.call("rename", 2, {"name": "x" * 121})
        assert page.state.problem == "The name has 121 characters; 120 is the most."
        await page.call("rename", 2, {"name": ""})
    assert await name_of(person, made) == TOPIC


async def test_a_copy_is_gone_to(person: Person) -> None:
    made = await finished(person)
    page = Page(CampaignMenuState())
    with acting(person, campaign_menu, campaign=made):
        (draft,) = wheres(await page.call("duplicate", "draft"))
        (running,) = wheres(await page.call("duplicate", "start"))
    ids = [row.id for row in (await campaigns.listing(person)).items]
    assert draft == f"/campaigns/new?draft={ids[1]}"
    assert running == f"/campaigns/{ids[0]}"


async def test_strangers_viewers_and_nonsense(
    person: Person, colleague: Person, viewer: Person
) -> None:
    made = await finished(person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    for somebody in (colleague, viewer, None):
        page = Page(CampaignMenuState())
        with acting(somebody, campaign_menu, campaign=made):
            await page.call("ask_name")
            for call in (("rename", 1, {"name": "Mine"}), ("duplicate", "start")):
                sent = await page.call(*call)
                assert (sent == [LOG_IN]) is (somebody is None)
    with acting(person, campaign_menu, campaign=made):
        page = Page(CampaignMenuState())
        await page.call("ask_name")
        for revision, form in ((1, None), (1, []), (1, {"name": 7}), ("1", {"name": "x"}), (1, {})):
            await page.call("rename", revision, form)
        for how in (None, True, "x", ["draft"], {"start": 1}):
            await page.call("duplicate", how)
    assert await name_of(person, made) == TOPIC
    assert len((await campaigns.listing(person)).items) == 1
    assert (await campaigns.listing(colleague)).items == []
