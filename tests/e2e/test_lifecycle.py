"""A campaign's life after its text: named, briefed anew, copied, approved, put away, found."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from contentflow.names import Role
from tests.e2e.campaigns import begin, card, choose, copied, delete, end, finished, visit
from tests.e2e.conftest import open_session, until_idle, welcome
from tests.e2e.server import Server
from tests.model_server import ModelServer


@contextmanager
def another(browser: Browser, server: Server, **settings: Any) -> Iterator[Page]:
    """The same person in another browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, **settings)
    page = context.new_page()
    open_session(page, server.url, server.session)
    yield page
    context.close()


@pytest.fixture(scope="module")
def owner(shared_server: Server) -> tuple[str, str]:
    """Whose campaigns these are: the same person in all of these tests."""
    welcome(shared_server, Role.ADMIN)
    return shared_server.email, shared_server.session


@pytest.fixture
def server(shared_server: Server, owner: tuple[str, str]) -> Iterator[Server]:
    """The shared installation, used by that person."""
    shared_server.email, shared_server.session = owner
    yield shared_server
    until_idle(shared_server)


@pytest.fixture(scope="module")
def campaign(browser: Browser, shared_server: Server, owner: tuple[str, str]) -> str:
    """One that most tests look at; each leaves it as it finds it."""
    shared_server.email, shared_server.session = owner
    with another(browser, shared_server) as page:
        return finished(page, shared_server)


@pytest.fixture(scope="module")
def draft(browser: Browser, shared_server: Server, campaign: str) -> str:
    """The only draft there is, but for what a test makes."""
    with another(browser, shared_server) as page:
        return copied(page, shared_server, campaign)


def rows(page: Page) -> Any:
    return page.locator(".tblwrap.list tbody tr:not(.grp)")


def test_renamed_it_is_called_so_everywhere(member: Page, server: Server, campaign: str) -> None:
    visit(member, server, campaign)
    choose(member, "More", "Rename")
    member.get_by_label("Name", exact=True).fill("Spring desks")
    member.get_by_role("button", name="Rename").click()
    expect(member.get_by_role("heading", name="Spring desks")).to_be_visible()
    member.goto(server.url)
    expect(member.get_by_role("link", name="Spring desks").first).to_be_visible()
    member.goto(f"{server.url}/inbox")
    expect(member.get_by_text("Spring desks").first).to_be_visible()


def test_the_brief_of_later_runs_is_edited(member: Page, server: Server, campaign: str) -> None:
    visit(member, server, campaign)
    choose(member, "More", "Brief")
    keyphrase = member.get_by_label("Keyphrase")
    expect(keyphrase).to_have_value("standing desk")
    keyphrase.fill("desk for standing")
    member.get_by_label("Fact or link").fill("The Lift 2 holds 80 kg.")
    member.get_by_role("button", name="Save brief").click()
    member.wait_for_url(re.compile(rf"/campaigns/{campaign}/?$"))
    choose(member, "More", "Brief")
    expect(keyphrase).to_have_value("desk for standing")
    expect(member.get_by_text("The Lift 2 holds 80 kg.")).to_be_visible()
    past = member.locator(".brief_past li").last
    expect(past).to_contain_text("keyphrase “standing desk”, 0 facts and links")


def test_a_copy_is_a_draft_to_look_over(member: Page, server: Server, campaign: str) -> None:
    visit(member, server, campaign)
    choose(member, "More", "Duplicate as a draft")
    member.wait_for_url(re.compile("/campaigns/new\\?draft="))
    expect(member.get_by_label("Topic")).to_have_value("How to choose a standing desk")
    member.goto(server.url)
    copy = member.get_by_role("link", name=re.compile("^Copy of"))
    expect(copy).to_have_count(1)
    delete(member, server, str(copy.get_attribute("href")).rpartition("=")[2])


def test_a_version_is_approved_and_the_text_goes_on(
    member: Page, server: Server, model: ModelServer
) -> None:
    made = finished(member, server, topic="How to look after a desk")
    visit(member, server, made)
    review = member.get_by_role("region", name="Review")
    review.get_by_role("button", name=re.compile(r"^Approve version \d")).click()
    member.get_by_label("Note").fill("Ready for May.")
    member.get_by_role("button", name="Approve", exact=True).click()
    expect(member.locator(".ttl").get_by_text(re.compile(r"^Version \d approved$"))).to_be_visible()
    review.get_by_text("Review in figures").click()
    expect(review).to_contain_text(re.compile(r"First viewed.*after the run", re.DOTALL))
    expect(review).to_contain_text("Ready for May.")
    choose(member, "Writer", "Run again")
    old = re.compile(r"^Version \d approved, text is at \d$")
    expect(member.locator(".ttl").get_by_text(old)).to_be_visible(timeout=20_000)
    outdated = card(member, "SEO").get_by_text(re.compile(r"^for version \d, text is at \d$"))
    expect(outdated).to_be_visible()
    review.get_by_role("button", name="Reopen").click()
    member.get_by_role("dialog").get_by_role("button", name="Reopen").click()
    expect(review.get_by_text("Not approved")).to_be_visible()


def test_archived_it_is_found_only_in_the_archive(
    member: Page, server: Server, campaign: str, draft: str
) -> None:
    visit(member, server, campaign)
    choose(member, "More", "Archive")
    expect(member.get_by_text("In the archive.")).to_be_visible()
    expect(member.get_by_role("button", name="Re-run")).to_have_count(0)
    member.goto(server.url)
    link = rows(member).locator(f"a[href='/campaigns/{campaign}']")
    expect(rows(member).locator(f"a[href*='{draft}']")).to_be_visible()
    expect(link).to_have_count(0)
    member.get_by_role("button", name="Archive").click()
    expect(link).to_be_visible()
    rows(member).get_by_role("checkbox").first.click()
    bar = member.get_by_role("toolbar", name="Actions for the selected campaigns")
    bar.get_by_role("button", name="Take out of the archive").click()
    expect(link).to_have_count(0)
    visit(member, server, campaign)
    expect(member.get_by_role("button", name="Re-run")).to_be_visible()


def test_deleted_it_is_gone_for_everybody_until_it_is_brought_back(
    member: Page, browser: Browser, server: Server, campaign: str
) -> None:
    with another(browser, server) as watching:
        visit(watching, server, campaign)
        visit(member, server, campaign)
        choose(member, "More", "Delete")
        member.get_by_role("button", name="Delete campaign").click()
        member.wait_for_url(f"{server.url}/")
        expect(watching.get_by_text("There is no such campaign")).to_be_visible(timeout=5_000)
        link = rows(member).locator(f"a[href='/campaigns/{campaign}']")
        expect(link).to_have_count(0)
        member.get_by_role("button", name="Undo").click()
        expect(link).to_be_visible()
        visit(watching, server, campaign)


def test_chosen_ones_are_deleted_for_good(member: Page, server: Server, model: ModelServer) -> None:
    for number in (1, 2):
        made = begin(member, server, topic=f"How to get rid of desk {number}")
        end(member, server, made)
    member.goto(f"{server.url}/?q=rid")
    expect(rows(member)).to_have_count(2)
    member.get_by_label("Select all").click()
    expect(member.get_by_text("2 selected")).to_be_visible()
    member.get_by_role("button", name="Delete", exact=True).click()
    member.get_by_role("alertdialog").get_by_role("button", name="Delete 2 campaigns").click()
    expect(member.get_by_text("Nothing matches")).to_be_visible()
    expect(member.get_by_text("2 campaigns deleted")).to_be_visible()
    undo = member.get_by_role("button", name="Undo")
    expect(undo).to_have_count(0, timeout=14_000)


def test_filters_stay_in_the_address(member: Page, server: Server, draft: str) -> None:
    member.goto(server.url)
    expect(rows(member).first).to_be_visible()
    everything = rows(member).count()
    member.get_by_role("button", name="Drafts", exact=True).click()
    member.wait_for_url(re.compile(r"\?status=Drafts$"))
    expect(rows(member)).to_have_count(1)
    member.get_by_role("button", name="Board").click()
    member.wait_for_url(re.compile("view=board"))
    expect(member.locator(".as_board .campaign_card")).to_have_count(1)
    member.reload()
    expect(member.locator(".as_board .campaign_card")).to_have_count(1)
    expect(member.get_by_role("button", name="Drafts", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    member.go_back()
    expect(rows(member)).to_have_count(1)
    member.go_back()
    expect(rows(member)).to_have_count(everything)
    find = member.get_by_placeholder("Find a campaign")
    find.fill("no campaign is called so")
    expect(member.get_by_text("Nothing matches")).to_be_visible()
    find.fill("")
    expect(rows(member)).to_have_count(everything)


def test_times_are_those_of_the_reader(browser: Browser, server: Server, campaign: str) -> None:
    shown = []
    for zone in ("America/New_York", "Asia/Tokyo", "UTC"):
        with another(browser, server, timezone_id=zone) as page:
            page.goto(f"{server.url}/admin/audit")
            moment = page.get_by_role("row").last.locator("time")
            expect(moment).to_be_visible()
            shown.append(moment.inner_text())
            assert zone in str(moment.get_attribute("title"))
            page.goto(f"{server.url}/inbox")
            expect(page.get_by_role("region", name=re.compile("day")).first).to_be_visible()
            cookies = {one["name"]: one["value"] for one in page.context.cookies()}  # type: ignore[typeddict-item]
            assert cookies["contentflow_zone"] == zone
    assert len(set(shown)) == 3
    assert [text.endswith("UTC") for text in shown] == [False, False, True]
