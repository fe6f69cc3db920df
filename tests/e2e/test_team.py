"""Three people in three browsers: one owns, one is let in, one is a stranger."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.e2e.test_journey import write_brief
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]
PASSWORD = "another long sentence"
NOT_FOUND = "There is no such campaign"
AT_ONCE = 2_000  # milliseconds


@contextmanager
def browser_of(browser: Browser) -> Iterator[Page]:
    """Somebody's own browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context.new_page()
    context.close()


def invitation(admin: Page, server: Server, role: str) -> str:
    """Make a link as the admin; it is shown once."""
    admin.goto(f"{server.url}/team")
    admin.get_by_label("Invite somebody as").select_option(role)
    admin.get_by_role("button", name="Make invitation link").click()
    field = admin.get_by_label(f"Link for a new {role}")
    expect(field).to_have_value(re.compile(r"^http://localhost:\d+/invite/[\w-]{43}$"))
    expect(admin.get_by_text("works once and expires in 7 days")).to_be_visible()
    link = field.input_value()
    admin.get_by_role("button", name="Done").click()
    expect(field).to_be_hidden()
    return link


def join(page: Page, link: str, name: str, email: str) -> None:
    """Make an account with the link."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))


def share(owner: Page, name: str) -> None:
    """Let somebody view the campaign that is open."""
    owner.get_by_role("button", name="Share", exact=True).click()
    dialog = owner.get_by_role("dialog", name="Share this campaign")
    dialog.get_by_label("Find by name").or_(dialog.get_by_label("Add people")).fill(name)
    dialog.get_by_role("button", name=f"Add {name}").click()
    expect(dialog.get_by_role("list", name="People with access")).to_contain_text(name)
    owner.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(owner.get_by_role("button", name="Share", exact=True)).to_be_focused()


@pytest.fixture
def slow(model_server: ModelServer) -> ModelServer:
    """A model that takes its time, so that a run is live while people look."""
    model_server.latency = 1.0
    return model_server


@pytest.mark.alone
def test_one_live_run_for_two_and_nothing_for_the_third(
    start: Start,
    scripted: dict[str, str],
    browser: Browser,
    page: Page,
    log_in: LogIn,
    slow: ModelServer,
) -> None:
    server = start(**scripted)
    log_in(page, server)
    with browser_of(browser) as tom, browser_of(browser) as eve:
        join(tom, invitation(page, server, "editor"), "Tom Reed", "tom@example.com")
        join(eve, invitation(page, server, "viewer"), "Eve Stone", "eve@example.com")
        write_brief(page, server)
        address = page.url
        for stranger in (tom, eve):
            stranger.goto(address)
            expect(stranger.get_by_text(NOT_FOUND)).to_be_visible()
        share(page, "Tom Reed")
        tom.goto(address)
        writer = tom.get_by_role("article", name=re.compile("^Writer, Running"))
        expect(writer).to_be_visible(timeout=30_000)
        words = page.locator("#panel-preview .blk.paragraph").first
        expect(words).to_be_visible(timeout=30_000)
        expect(tom.locator("#panel-preview")).to_contain_text(words.inner_text()[:20])
        tom.get_by_role("button", name="Share", exact=True).click()
        readonly = tom.get_by_role("dialog", name="Share this campaign")
        expect(readonly).to_contain_text("Only the owner, maya, can share it.")
        expect(readonly.get_by_role("combobox")).to_have_count(0)
        tom.keyboard.press("Escape")
        expect(eve.get_by_text(NOT_FOUND)).to_be_visible()
        eve.goto(address)
        expect(eve.get_by_text(NOT_FOUND)).to_be_visible()
        page.get_by_role("button", name="Share", exact=True).click()
        page.get_by_role("button", name="Remove Tom Reed").click()
        expect(tom.get_by_text(NOT_FOUND)).to_be_visible(timeout=AT_ONCE)
        expect(tom.locator("#panel-preview")).to_have_count(0)


@pytest.mark.alone
def test_who_is_deactivated_is_out_and_an_invitation_works_once(
    start: Start, scripted: dict[str, str], browser: Browser, page: Page, log_in: LogIn
) -> None:
    server = start(**scripted)
    log_in(page, server)
    link = invitation(page, server, "editor")
    people = page.get_by_role("list", name="People")
    with browser_of(browser) as tom:
        join(tom, link, "Tom\u202e\u200b Reed", "tom@example.com")
        expect(people).to_contain_text("Tom Reed", timeout=AT_ONCE)  # without a reload
        tom.goto(link)
        expect(tom.get_by_text("This link no longer works")).to_be_visible()
        tom.goto(f"{server.url}/team")
        expect(tom.get_by_role("list", name="People")).to_contain_text("maya")
        expect(tom.get_by_text("maya@example.com")).to_have_count(0)
        expect(tom.get_by_role("button", name=re.compile("Deactivate"))).to_have_count(0)
        tom.goto(f"{server.url}/admin/audit")
        expect(tom.get_by_text("There is no such page")).to_be_visible()
        page.get_by_role("button", name="Deactivate Tom Reed").click()
        asked = page.get_by_role("alertdialog")
        expect(asked).to_contain_text("Deactivate Tom Reed?")
        asked.get_by_role("button", name="Deactivate").click()
        tom.wait_for_url(re.compile("/login"), timeout=AT_ONCE + 3_000)
        expect(people).to_contain_text("Deactivated")


def test_the_last_admin_stays_and_is_told_why(
    start: Start, scripted: dict[str, str], page: Page, log_in: LogIn
) -> None:
    server = start(**scripted)
    log_in(page, server)
    page.goto(f"{server.url}/team")
    role = page.get_by_label("Role of maya")
    role.select_option("viewer")
    expect(page.get_by_role("alert")).to_contain_text("This is the last admin.")
    expect(role).to_have_value("admin")
    page.goto(f"{server.url}/admin/audit")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Signed in")
    page.get_by_label("Action").select_option("deactivated")
    expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_ones_own_account(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    page.goto(f"{server.url}/account")
    page.get_by_label("Name", exact=True).fill("Maya Chen")
    page.get_by_role("button", name="Save name").click()
    expect(page.get_by_text("Name changed")).to_be_visible()
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_label("Your new token")).to_have_value(re.compile(r"^[\w-]{43}$"))
    page.get_by_role("button", name=re.compile("^Revoke")).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("No tokens yet")).to_be_visible()
    page.get_by_label("Present password").fill("wrong")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    page.get_by_role("button", name="Log out everywhere").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Log out everywhere").click()
    page.wait_for_url(re.compile("/login"))
