"""What happens is told: by toasts to who looks, in the inbox to who was away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from contentflow.names import Role
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]


def toast(page: Page, title: str) -> None:
    """Wait for a toast."""
    expect(page.locator(".toast b", has_text=title)).to_be_visible(timeout=60_000)


def unread(page: Page) -> int:
    """What the sidebar counts."""
    badge = page.locator(".side .inbox_link .unread")
    return int(badge.inner_text().split()[0]) if badge.count() else 0


def test_toasts_come_leave_and_wait_while_they_are_read(
    server: Server, page: Page, log_in: LogIn, model: ModelServer
) -> None:
    model.latency = 1.0  # the page is there before the Writer is done, also on a busy machine
    log_in(page, server)
    write_brief(page, server)
    toast(page, "Writer completed")
    model.latency = 0.05
    assert page.locator(".toasts").get_attribute("aria-live") == "polite"
    toast(page, "Campaign")
    assert page.locator(".toast").count() <= 4
    last = page.locator(".toast", has_text="Campaign")
    last.hover()
    page.wait_for_timeout(7_500)
    expect(last).to_be_visible()
    expect(page.locator(".toast")).to_have_count(1)  # the others have left
    page.mouse.move(5, 5)
    expect(page.locator(".toast")).to_have_count(0, timeout=9_000)
    page.reload()
    watch_to_the_end(page)
    expect(page.locator(".toast")).to_have_count(0)  # nothing is told twice


def test_a_toast_leaves_by_itself_and_by_hand(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    write_brief(page, server)
    toast(page, "Campaign")
    mark = page.locator(".toast", has_text="Campaign")
    mark.get_by_role("button", name="Dismiss").click()
    expect(mark).to_have_count(0)
    page.mouse.move(5, 5)
    expect(page.locator(".toast")).to_have_count(0, timeout=9_000)


def test_the_inbox_counts_live_what_happens_elsewhere(
    server: Server,
    page: Page,
    context: BrowserContext,
    log_in: LogIn,
    model: ModelServer,
) -> None:
    model.latency = 0.1
    log_in(page, server)
    write_brief(page, server)
    address = page.url
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Inbox").click()
    page.wait_for_url(re.compile("/inbox"))
    expect(page.locator(".side .inbox_link .unread")).to_be_visible(timeout=60_000)
    first = unread(page)
    today = page.get_by_role("region", name="Today")
    expect(today.get_by_text("Campaign", exact=False).first).to_be_visible(timeout=60_000)
    expect(today.locator("li", has_text=re.compile("^Campaign"))).to_be_visible(timeout=60_000)
    head = page.locator(".page_head p")
    expect(head).to_have_text(re.compile(r"^\d+ unread$"))
    page.wait_for_timeout(1_500)
    assert unread(page) > first
    before = unread(page)
    today.get_by_role("button", name="Unread. Mark as read").first.click()
    expect(head).to_have_text(f"{before - 1} unread")
    second = context.new_page()  # opening the campaign reads all it had to tell
    second.goto(address)
    watch_to_the_end(second)
    expect(head).to_have_text("Nothing unread", timeout=10_000)
    expect(page.locator(".side .inbox_link .unread")).to_have_count(0)
    today.get_by_role("link", name=re.compile("Writer completed")).click()
    page.wait_for_url(address)


def test_what_is_switched_off_is_not_told(
    server: Server, page: Page, log_in: LogIn, model: ModelServer
) -> None:
    model.latency = 0.05
    log_in(page, server)
    page.goto(f"{server.url}/settings")
    for where in ("toast", "inbox"):
        switch = page.get_by_role("switch", name=f"An agent completed: {where}")
        expect(switch).to_have_attribute("aria-checked", "true")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")
    page.reload()
    for where in ("toast", "inbox"):
        switch = page.get_by_role("switch", name=f"An agent completed: {where}")
        expect(switch).to_have_attribute("aria-checked", "false")
    write_brief(page, server)
    toast(page, "Campaign")
    expect(page.locator(".toast")).to_have_count(1)
    page.goto(f"{server.url}/inbox")
    expect(page.locator(".inbox li")).to_have_count(1)


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_an_admin_sets_up_a_webhook(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    page.goto(f"{server.url}/settings")
    page.get_by_label("Address").fill("http://127.0.0.1:9/")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_text("Webhooks go to the public internet only.")).to_be_visible()
    page.get_by_label("Address").fill("https://hooks.example.com/contentflow")
    page.get_by_role("button", name="Add webhook").click()
    expect(page.get_by_text("Copy the secret now")).to_be_visible()
    secret = page.locator(".new_secret code").inner_text()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="Done").click()
    hook = page.locator(".hooks > li")
    expect(hook).to_contain_text("https://hooks.example.com/contentflow")
    hook.get_by_role("button", name="Delivery log").click()
    expect(hook.get_by_text("Nothing was sent yet.")).to_be_visible()
    hook.get_by_role("button", name="Turn off").click()
    expect(hook.get_by_text("Nothing is kept for it while it is off.")).to_be_visible()
    page.reload()
    expect(hook).to_be_visible()
    assert secret not in page.content()
    hook.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete webhook").click()
    expect(hook).to_have_count(0)
