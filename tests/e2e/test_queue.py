"""The queue's page: limits hold while it runs, a worker is drained."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.campaigns import begin
from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow


def figure(page: Page, name: str) -> Locator:
    """One of the figures above the tables."""
    return page.locator("dl.figures > div").filter(has_text=name)


def rows(page: Page, table: str) -> Locator:
    """The lines of a table."""
    return page.get_by_role("table", name=table).get_by_role("row")


def allow(page: Page, server: Server, runs: str) -> None:
    """Set how many runs work at the same time."""
    page.goto(f"{server.url}/settings")
    page.get_by_label("Runs at the same time").fill(runs)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_an_admin_raises_the_limit_and_drains_the_worker(
    page: Page,
    start: Start,
    scripted: dict[str, str],
    model_server: ModelServer,
    log_in: Callable[[Page, Server], None],
) -> None:
    model_server.latency = 2.0
    server = start(**scripted)
    log_in(page, server)
    allow(page, server, "1")
    for topic in ("Standing desks", "Sitting desks", "Desks for two"):
        begin(page, server, topic=topic)
    page.goto(f"{server.url}/team")
    page.get_by_role("navigation", name="For admins").get_by_role("link", name="Queue").click()
    expect(figure(page, "Waiting")).to_contain_text("2 standard")
    expect(figure(page, "Working")).to_contain_text("of 1 slot")
    expect(rows(page, "Working")).to_have_count(2)  # with its head
    expect(page.get_by_text("Standing desks")).to_have_count(1)  # beside "Running now": their own
    allow(page, server, "3")
    page.goto(f"{server.url}/admin/queue")
    expect(rows(page, "Working")).to_have_count(4)
    expect(figure(page, "Waiting")).to_contain_text("nothing waits")
    page.get_by_role("button", name=re.compile("^Drain")).click()
    asked = page.get_by_role("alertdialog", name=re.compile("^Drain "))
    expect(asked).to_contain_text("No other worker is there")
    asked.get_by_role("button", name="Drain").click()
    expect(rows(page, "Workers").get_by_text("Draining")).to_be_visible()
    expect(page.get_by_text("Nothing works now")).to_be_visible()
    expect(figure(page, "Waiting")).to_contain_text("3 standard")
