"""kill -9 while each of the five agents runs: the open page goes on by itself to the same end."""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contentflow.names import AGENT_ORDER
from tests.e2e.conftest import Start
from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow

LogIn = Callable[[Page, Server], None]
AGENTS = [agent.value for agent in AGENT_ORDER]


_STATUS = """
select lower(status) from agent_performance where campaign_id = ? and lower(agent_type) = ?
"""


class Tables:
    """The server's database, read and held from outside."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "contentflow.db"

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self._path, timeout=10) as database:
            found = database.execute(query, values).fetchall()
        database.close()
        return found

    def kill_during(self, server: Server, campaign_id: str, agent: str) -> bool:
        """Kill the server while the agent runs. False when the agent was too quick."""
        ends = time.monotonic() + 120
        while not (status := self.ask(_STATUS, campaign_id, agent)):  # a reader holds nobody up
            assert time.monotonic() < ends, f"{agent} did not start"
            time.sleep(0.002)
        if status != [("running",)]:
            return False
        with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as holder:
            holder.execute("begin immediate")  # while this is held, no agent begins or ends
            runs = holder.execute(_STATUS, (campaign_id, agent)).fetchone() == ("running",)
            if runs:
                server.kill()
        return runs

    def ending(self, campaign_id: str) -> dict[str, Any]:
        """What a run leaves, without its times and ids."""
        of = "where campaign_id = ? order by"
        return {
            "versions": self.ask(
                f"select number, agent_type, document from content_versions {of} number",  # noqa: S608
                campaign_id,
            ),
            "results": self.ask(
                f"select agent_type, version from agent_results {of} agent_type",  # noqa: S608
                campaign_id,
            ),
            "decisions": self.ask(
                f"select agent_type, position, outcome, why from agent_decisions {of} 1, 2",  # noqa: S608
                campaign_id,
            ),
        }

    def assert_once(self, campaign_id: str) -> None:
        """No agent ended twice, no event doubled or missing, no reply paid twice."""
        status = "select lower(agent_type), lower(status) from agent_performance"
        ended = Counter(self.ask(f"{status} where campaign_id = ?", campaign_id))
        assert {agent: ended[agent, "completed"] for agent in AGENTS} == dict.fromkeys(AGENTS, 1)
        assert not [agent for agent, state in ended if state == "running"]
        numbers = "select seq from run_events where campaign_id = ? order by seq"
        found = [row[0] for row in self.ask(numbers, campaign_id)]
        assert found == list(range(1, len(found) + 1))
        calls = (
            "select agent_type, call_index from model_calls"
            " where reply is not null and run_id in (select id from runs where campaign_id = ?)"
        )
        assert set(Counter(self.ask(calls, campaign_id)).values()) <= {1}


@pytest.mark.timeout(600)
def test_killed_during_each_agent_the_open_page_ends_the_same_once(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
    tmp_path: Path,
) -> None:
    model_server.rough = True  # so that the optimisers have something to do
    server, tables = start(**scripted), Tables(tmp_path)
    log_in(page, server)
    without_cache(page, server)
    for _ in range(3):  # from the third on, the keyphrase belongs to several campaigns
        write_brief(page, server, words=300)
        watch_to_the_end(page)
    undisturbed, text = tables.ending(shown(page)), blocks(page)
    for agent in AGENTS:
        model_server.latency = 0.5  # time enough to see the new campaign, and each agent at work
        for _ in range(5):
            write_brief(page, server, words=300)
            expect(page.get_by_label("GEO, Pending")).to_be_visible(timeout=20_000)
            if tables.kill_during(server, shown(page), agent):
                break
        else:
            pytest.fail(f"{agent} was too quick to be killed")
        model_server.latency = 0.05
        loads: list[str] = []
        page.on("framenavigated", lambda frame, loads=loads: loads.append(frame.url))
        server.start()
        watch_to_the_end(page)
        expect(page.get_by_role("region", name="Agents")).not_to_contain_text("Running")
        assert loads == [], agent
        tables.assert_once(shown(page))
        assert tables.ending(shown(page)) == undisturbed, agent
        assert blocks(page) == text, agent


def test_after_a_crash_no_page_shows_the_campaign_one_came_from(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
    tmp_path: Path,
) -> None:
    server = start(**scripted)
    log_in(page, server)
    write_brief(page, server)
    watch_to_the_end(page)
    model_server.latency = 2.0  # it is not done before the end of this test
    write_brief(page, server, "How to water a lemon tree")
    expect(page.get_by_label("Writer, Running")).to_be_visible(timeout=30_000)
    until_kept(server, shown(page))
    assert (tmp_path / "pages").stat().st_mode & 0o077 == 0  # nobody else's to read
    page.evaluate(_TAKE_DOWN)
    server.kill()
    server.start()
    expect(page.get_by_label("Writer, Running")).to_be_visible(timeout=30_000)
    expect(page.locator(".connection")).to_have_count(0, timeout=30_000)
    seen = page.evaluate("window.seen")
    assert not [label for label in seen if "Completed" in label], seen


# Every label of an agent's card that is shown from now on, however briefly.
_TAKE_DOWN = """() => {
    window.seen = [];
    const look = () => document.querySelectorAll(".agent_card[aria-label]")
        .forEach(card => window.seen.push(card.ariaLabel));
    const all = {subtree: true, childList: true, attributes: true};
    new MutationObserver(look).observe(document, all);
}"""


def without_cache(page: Page, server: Server) -> None:
    """Let every agent do its work, whatever was done before."""
    page.goto(f"{server.url}/settings")
    hours = page.get_by_role("group", name="How long an agent’s results serve again")
    expect(hours.get_by_role("spinbutton")).to_have_count(len(AGENTS))
    for field in hours.get_by_role("spinbutton").all():
        field.fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def until_kept(server: Server, campaign_id: str) -> None:
    """Wait until the server has written down that a page shows the campaign."""
    ends, files = time.monotonic() + 60, server.folder / "pages"
    while not any(campaign_id.encode() in one.read_bytes() for one in files.glob("*.pkl")):
        assert time.monotonic() < ends, f"no page is kept:\n{server.log()}"
        time.sleep(0.1)


def shown(page: Page) -> str:
    """The id of the campaign on the page."""
    return page.url.rstrip("/").rpartition("/")[2]


def blocks(page: Page) -> list[str]:
    """The article on the page."""
    return page.locator("#panel-preview .blk").all_inner_texts()
