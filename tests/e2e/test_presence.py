"""Two people at one campaign: they see each other come and go, and the same run."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.e2e.test_team import browser_of, invitation, join, share
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]
COMES = 1_000  # milliseconds
GOES = 6_000
SHOWN = ("#panel-preview .article", ".gauges", ".checks")


def seen(page: Page) -> list[str]:
    """What the page shows of the text and its scores; what may be done with an edit differs."""
    told = [page.locator(place).inner_text().splitlines() for place in SHOWN]
    return [line for lines in told for line in lines if line not in ("", "Keep", "Undo")]


@pytest.mark.alone
def test_two_see_each_other_and_the_same_run(
    start: Start,
    scripted: dict[str, str],
    browser: Browser,
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
) -> None:
    server = start(**scripted)
    model_server.rough, model_server.latency = True, 0.3
    log_in(page, server)
    link = invitation(page, server, "editor")
    with browser_of(browser) as other:
        join(other, link, "Tom Berg", "tom@example.com")
        write_brief(page, server)
        share(page, "Tom Berg")
        here = page.get_by_role("group", name="Viewing now")
        expect(here).to_be_hidden()
        other.goto(page.url)
        there = other.get_by_role("group", name="Viewing now")
        expect(there).to_contain_text("2 viewing")
        expect(here).to_contain_text("2 viewing", timeout=COMES)
        expect(here.get_by_role("listitem").filter(has_text="Tom Berg")).to_be_visible()
        watch_to_the_end(page)
        watch_to_the_end(other)
        for one in (page, other):
            expect(one.locator(".byline")).not_to_contain_text("being written")
            expect(one.locator(".check_row.fixed")).to_have_count(0, timeout=10_000)
        assert seen(other) == seen(page)
        other.goto(f"{server.url}/")
        expect(here).to_be_hidden(timeout=GOES)
        other.go_back()
        expect(here).to_contain_text(re.compile("2 viewing"))
    expect(here).to_be_hidden(timeout=GOES)
