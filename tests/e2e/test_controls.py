"""A run is paused, resumed and cancelled; agents run again and are compared; admins set limits."""

import os
import re
import signal
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contentflow.names import Role
from tests.e2e.campaigns import begin, card, choose, end, finished, visit
from tests.e2e.server import Server
from tests.model_server import Fault, ModelServer

PAUSED = re.compile(r"^Paused by maya\d+ at \d+%\.$")
CANCELLED = re.compile(r"^Cancelled by maya\d+\.$")


@pytest.fixture(autouse=True)
def rough(model: ModelServer) -> None:
    """Drafts that leave every agent something to do."""
    model.rough = True


def button(page: Page, name: str) -> Any:
    return page.get_by_role("group", name="Actions").get_by_role("button", name=name, exact=True)


def test_a_run_is_paused_resumed_and_cancelled(
    member: Page, server: Server, model: ModelServer
) -> None:
    model.latency = 0.4
    made = begin(member, server, goal="Paused")
    visit(member, server, made)
    expect(card(member, "Writer", "Running")).to_be_visible(timeout=20_000)
    button(member, "Pause").click()
    expect(member.get_by_text(PAUSED)).to_be_visible(timeout=20_000)
    expect(button(member, "Pause")).to_have_count(0)
    expect(member.get_by_text("Paused. Goes on when the run is resumed.")).to_be_visible()
    model.latency = 2.0  # so that there is something to cancel, also on a busy machine
    button(member, "Resume").click()
    expect(card(member, "SEO", "Running")).to_be_visible(timeout=20_000)
    button(member, "Cancel").click()
    asked = member.get_by_role("alertdialog")
    expect(asked).to_contain_text("What was kept so far stays")
    asked.get_by_role("button", name="Go on").click()
    expect(asked).to_be_hidden()
    button(member, "Cancel").click()
    asked.get_by_role("button", name="Cancel the run").click()
    expect(member.get_by_text(CANCELLED)).to_be_visible(timeout=20_000)
    expect(member.locator("#panel-preview .blk").first).to_be_visible()
    expect(button(member, "Re-run")).to_be_visible()


def test_a_wish_shows_at_once_and_goes_back_when_it_is_not_granted(
    member: Page, server: Server, model: ModelServer
) -> None:
    model.latency = 1.5
    made = begin(member, server, goal="Unanswered")
    visit(member, server, made)
    expect(card(member, "Writer", "Running")).to_be_visible(timeout=20_000)
    assert server.pid
    os.killpg(server.pid, signal.SIGSTOP)
    try:
        button(member, "Pause").click()
        expect(button(member, "Pausing")).to_be_visible(timeout=1_000)
        expect(member.get_by_text("No answer in 5 s")).to_be_visible(timeout=7_000)
        expect(button(member, "Pause")).to_be_visible()
    finally:
        os.killpg(server.pid, signal.SIGCONT)
    expect(member.get_by_text("Reconnecting")).to_have_count(0, timeout=20_000)
    member.wait_for_timeout(500)
    if button(member, "Pause").count():  # the first wish may have arrived after all
        button(member, "Pause").click()
    expect(member.get_by_text(PAUSED)).to_be_visible(timeout=20_000)
    with sqlite3.connect(f"{server.folder}/contentflow.db", timeout=20) as database:
        ended = "update runs set status = 'CANCELLED', ended_at = created_at where campaign_id = ?"
        database.execute(ended, [made])  # so that the page does not hear of it
    database.close()
    button(member, "Resume").click()
    refused = member.get_by_role("alert").filter(has_text="it cannot be resumed")
    expect(refused).to_be_visible()
    expect(button(member, "Resume")).to_be_visible()


def test_one_agent_again_and_its_results_compared(
    member: Page, server: Server, model: ModelServer
) -> None:
    made = finished(member, server, goal="Compared")
    visit(member, server, made)
    name = card(member, "SEO").get_by_role("button", name="SEO")
    name.focus()
    member.keyboard.press("Enter")  # all of it by keyboard
    expect(member.get_by_role("menuitem", name="Run again")).to_be_focused()
    member.keyboard.press("Enter")
    crumb = member.get_by_role("navigation", name="Breadcrumb")
    expect(crumb).to_contain_text("Run 2", timeout=10_000)
    assert end(member, server, made) == "completed"
    expect(card(member, "Writer", "Completed")).to_be_visible()
    choose(member, "SEO", "Run again")  # nothing changed since: from the cache
    expect(crumb).to_contain_text("Run 3", timeout=10_000)
    expect(card(member, "SEO").get_by_text("from cache, under 1 min old")).to_be_visible()
    choose(member, "SEO", "Results")
    dialog = member.get_by_role("dialog", name="Results of SEO")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    dialog.get_by_role("checkbox", name=re.compile("^Run 1")).click()
    comparison = dialog.get_by_role("region", name="Comparison")
    expect(comparison.get_by_role("columnheader", name="Run 1, version 2")).to_be_visible()
    expect(comparison.get_by_role("row", name=re.compile("^Readability"))).to_contain_text("+")
    expect(comparison.get_by_text("Checks that changed")).to_be_visible()
    link = comparison.get_by_role("link", name="What changed in the text")
    expect(link).to_have_attribute("href", re.compile(r"\?tab=changes&from=2&to=\d+$"))


def test_chosen_agents_run_at_the_same_time(
    member: Page, server: Server, model: ModelServer
) -> None:
    made = finished(member, server, goal="Beside")
    visit(member, server, made)
    model.latency = 0.3
    button(member, "Re-run").click()
    for agent in ("Content Quality", "GEO"):
        member.get_by_label(agent, exact=True).uncheck()
    member.get_by_text("At the same time").click()
    member.get_by_label("Use results from the cache").uncheck()
    expect(member.get_by_text(re.compile(r"^about \d+"))).to_be_visible()
    member.get_by_role("button", name="Run", exact=True).click()
    expect(member.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Run 2")
    expect(button(member, "Re-run")).to_be_visible(timeout=20_000)
    assert end(member, server, made) == "completed"


def test_a_failed_agent_is_retried(member: Page, server: Server, model: ModelServer) -> None:
    model.latency = 0.2
    made = begin(member, server, goal="Failing")
    visit(member, server, made)
    expect(card(member, "SEO", "Running")).to_be_visible(timeout=30_000)
    model.default = Fault.UNAUTHORISED
    expect(card(member, "SEO", "Failed")).to_be_visible(timeout=30_000)
    model.default, model.latency = Fault.NONE, 0.0
    assert end(member, server, made) == "needs_attention"
    expect(card(member, "SEO").get_by_role("button", name="Skip")).to_be_visible()
    card(member, "SEO").get_by_role("button", name="Retry").click()
    expect(card(member, "SEO", "Completed")).to_be_visible(timeout=20_000)
    assert end(member, server, made) == "completed"


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_an_admin_sets_limits_and_clears_the_cache(member: Page, server: Server) -> None:
    finished(member, server, goal="Kept")
    member.goto(f"{server.url}/settings")
    runs = member.get_by_label("Runs at the same time")
    runs.fill("0")
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_text("Enter a whole number from 1 to 256.")).to_be_visible()
    expect(runs).to_have_value("0")
    runs.fill("3")
    member.get_by_label("GEO", exact=True).fill("0")
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    member.goto(f"{server.url}/team")
    member.get_by_role("link", name="Cache").click()
    row = member.get_by_role("row", name=re.compile("^SEO"))
    expect(row.get_by_text("7 days")).to_be_visible()
    expect(member.get_by_role("row", name=re.compile("^GEO")).get_by_text("off")).to_be_visible()
    row.get_by_role("button", name="Clear SEO").click()
    asked = member.get_by_role("alertdialog", name="Clear SEO?")
    asked.get_by_role("button", name="Clear").click()
    expect(member.get_by_text(re.compile(r"^\d+ entr(y|ies) cleared$"))).to_be_visible()
    expect(row.get_by_role("button", name="Clear SEO")).to_have_count(0)
    member.get_by_role("button", name="Clear all").click()
    member.get_by_role("alertdialog").get_by_role("button", name="Clear").click()
    expect(member.get_by_role("button", name=re.compile("^Clear"))).to_have_count(0)
    member.goto(f"{server.url}/settings")  # as it was, for whoever else is here
    runs.fill("4")
    member.get_by_label("GEO", exact=True).fill("168")
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_role("status").filter(has_text="Saved")).to_be_visible()
