"""The timeline in a real browser: a run watched, and one with everything looked at afterwards."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from contentflow.names import AgentName, AgentStatus, EventType, RunStatus
from contentflow.person import Person
from tests import stories
from tests.e2e.conftest import scripted_by
from tests.e2e.drawing import milliseconds
from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import Fault, ModelServer
from tests.stories import Story

LogIn = Callable[[Page, Server], None]
SLOWER = 4  # beside whatever else runs on the machine; `make bench` measures by itself
WRITER, SEO, BRAND, GEO = AgentName.WRITER, AgentName.SEO, AgentName.BRAND, AgentName.GEO


@dataclass
class House:
    """A server with two campaigns whose runs are over."""

    server: Server
    model: ModelServer
    eventful: Story
    earlier: Story
    busy: Story

    def page_of(self, story: Story) -> str:
        return f"{self.server.url}/campaigns/{story.campaign_id}"


async def _tell(person: Person) -> tuple[Story, Story, Story]:
    """A campaign with two runs, the second with all that can happen; and a busy one."""
    first = await stories.begin(person)
    await first.status(RunStatus.RUNNING, 1)
    writer = await first.execution(WRITER, 1, 59)
    await first.calls(writer, (1, 30, ""), (30, 58, ""))
    await first.execution(SEO, 59, 100)
    await first.status(RunStatus.COMPLETED, 100)
    last = await stories.again(first, person, 200, [["writer"], ["seo", "brand"], ["geo"]])
    await last.status(RunStatus.RUNNING, 214)
    writer = await last.execution(WRITER, 214, 260, summary="Wrote 4 sections.")
    await last.calls(writer, (214, 226, "No answer"), (227, 240, ""), (240, 259, ""))
    retry = {"attempt": 2, "of": 6, "reason": "No answer"}
    await last.event(EventType.AGENT_RETRY, 226, retry, WRITER)
    await last.execution(SEO, 260, 298)
    await last.execution(BRAND, 260, 261, cache_hit=True, cached_at=stories.at(-7_000))
    await last.execution(GEO, 298, 310, status=AgentStatus.INTERRUPTED)
    await last.status(RunStatus.PAUSING, 308, by="Tom Ode")
    await last.status(RunStatus.PAUSED, 310)
    await last.status(RunStatus.QUEUED, 4_000, by="Tom Ode")
    await last.status(RunStatus.RUNNING, 4_001)
    await last.execution(GEO, 4_001, 4_030, round=1, status=AgentStatus.FAILED, error="Empty.")
    await last.status(RunStatus.NEEDS_ATTENTION, 4_030)
    return last, first, await stories.busy(person, 500)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("timeline")
    told = stories.told_in(folder, (EMAIL, PASSWORD), _tell)
    with ModelServer() as model:
        server = Server(folder, **scripted_by(model))
        server.start()
        yield House(server, model, *told)
        server.stop()


@pytest.fixture
def band(house: House, page: Page, log_in: LogIn) -> Locator:
    """The timeline of the eventful run, in the page of somebody signed in."""
    log_in(page, house.server)
    page.goto(house.page_of(house.eventful))
    found = page.get_by_role("region", name="Timeline")
    expect(found.locator(".gantt")).to_be_visible(timeout=20_000)
    return found


def test_a_run_is_watched(house: House, page: Page, log_in: LogIn) -> None:
    log_in(page, house.server)
    house.model.latency = 0.5
    house.model.script(Fault.NONE, Fault.TOO_MANY)
    write_brief(page, house.server)
    band = page.get_by_role("region", name="Timeline")
    writer = band.locator(".timeline_row").first
    expect(writer.locator(".gb.running")).to_be_visible(timeout=30_000)
    expect(band.locator(".gb.pend")).to_have_count(4)
    expect(band.locator(".nowtag")).to_have_text(re.compile(r"Now 0:\d\d"))
    before = band.locator(".nowtag").inner_text()
    expect(band.locator(".nowtag")).not_to_have_text(before, timeout=5_000)
    band.get_by_role("button", name="Writer, model calls").click()
    calls = band.get_by_role("group", name="Model calls of Writer").locator("[data-call]")
    expect(calls.nth(1)).to_be_attached(timeout=15_000)
    first = calls.count()
    house.model.latency = 0.05
    expect(calls.nth(first)).to_be_attached(timeout=20_000)  # more of them came by themselves
    watch_to_the_end(page)
    expect(band.locator(".trk .gb.completed")).to_have_count(5)
    expect(band.locator(".trk .gb.pend, .trk .gb.running, .nowline")).to_have_count(0)
    expect(band.locator(".trk .gb.miss")).to_have_count(1)
    expect(band.locator(".bottleneck")).to_have_text(re.compile(r"took .+ of .+\(\d+%\)"))


def test_everything_that_happened_is_there(band: Locator) -> None:
    kinds = {
        "completed": 3,
        "cached": 1,
        "failed": 1,
        "held": 1,
        "queue": 2,
        "pause": 1,
        "miss": 1,
        "ghost": 2,
    }
    for kind, count in kinds.items():
        expect(band.locator(f".trk .gb.{kind}"), kind).to_have_count(count)
    for said in ("waited 14 s, 1 retry", "from cache, 2 h old", "paused 1 h 1 min"):
        expect(band.locator(".gb_l", has_text=re.compile(said))).to_be_visible()
    expect(band.locator(".bottleneck")).to_contain_text("Writer took 46 s of 2 min 20 s without")
    seo, brand = (band.locator(f".trk:nth-child(2) >> nth={row}") for row in (1, 2))
    left = [lane.locator(".gb.completed").bounding_box()["x"] for lane in (seo, brand)]  # type: ignore[index]
    assert abs(left[0] - left[1]) < 2  # beside each other


def test_comparing_is_switched_off_and_on(band: Locator) -> None:
    ghost = band.locator(".trk .gb.ghost").first
    compare = band.get_by_role("switch", name=re.compile(r"Compare with run 1 \(1 min 39 s\)"))
    expect(compare).to_have_attribute("aria-checked", "true")
    expect(ghost).to_be_visible()
    expect(band.get_by_text("12 s faster").last).to_be_visible()
    compare.click()
    expect(ghost).to_be_hidden()
    expect(compare).to_have_attribute("aria-checked", "false")


def test_zoom_by_button_and_by_key_keeps_the_names_in_view(band: Locator, page: Page) -> None:
    chart = band.get_by_role("group", name=re.compile("Chart of the run"))
    whole = chart.evaluate("box => box.scrollWidth")
    band.get_by_role("button", name="Zoom in").click()
    assert chart.evaluate("box => box.scrollWidth") > 1.5 * whole
    chart.focus()
    for key in "++":
        page.keyboard.press(key)
    assert chart.evaluate("box => box.scrollWidth") > 6 * whole
    page.keyboard.press("End")
    chart.evaluate("box => new Promise(requestAnimationFrame)")
    assert chart.evaluate("box => box.scrollLeft") > 5 * whole
    expect(band.locator(".lbl").filter(has_text="GEO")).to_be_in_viewport()
    ticks = band.locator(".axis span")
    assert ticks.count() > 8
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert chart.evaluate("box => box.scrollWidth") == whole
    expect(band.get_by_role("button", name="Zoom out")).to_be_disabled()


def test_the_table_says_the_same(band: Locator) -> None:
    table = band.get_by_role("table", name=re.compile("waits and agents"))
    expect(table.get_by_role("row")).to_have_count(9)
    assert table.locator("..").bounding_box()["width"] < 10  # type: ignore[index]  # read, not seen
    band.get_by_role("button", name="Show as table").click()
    expect(band.locator(".gantt")).to_have_count(0)
    row = table.get_by_role("row").filter(has_text="Writer")
    for said in ("Completed", "0:00", "46 s", "3, 1 retry", "$0.002", "12 s faster"):
        expect(row).to_contain_text(said)
    row.get_by_role("button").click()
    calls = band.get_by_role("table", name="Model calls of Writer")
    expect(calls.get_by_role("row")).to_have_count(4)
    expect(calls.get_by_role("row").nth(1)).to_contain_text("No answer")
    band.get_by_role("button", name="Show as chart").click()
    expect(band.locator(".gantt")).to_be_visible()


def test_calls_are_stepped_through_by_keyboard(band: Locator, page: Page) -> None:
    opener = band.get_by_role("button", name="Writer, model calls")
    opener.focus()
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    calls = band.get_by_role("group", name="Model calls of Writer")
    expect(calls.locator("[data-call]")).to_have_count(3)
    told = band.locator(".told")
    page.keyboard.press("Tab")
    expect(told).to_contain_text("failed · attempt 1 · at 0:00 · 12 s · No answer")
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("attempt 2 · at 0:13 · 13 s · tokens 100 in, 20 out · $0.001")
    page.keyboard.press("End")
    expect(told).to_contain_text("section 2")
    opener.click()
    expect(calls).to_have_count(0)


def test_an_earlier_run_is_chosen(band: Locator, house: House) -> None:
    runs = band.get_by_role("combobox", name="Run")
    expect(runs.locator("option").first).to_have_text(re.compile("Run 2, .*latest"))
    runs.select_option(house.earlier.run_id)
    expect(band.locator(".trk .gb.completed")).to_have_count(2)
    expect(band.locator(".trk .gb.failed")).to_have_count(0)
    band.get_by_role("button", name="Writer, model calls").click()
    expect(band.locator("[data-call]")).to_have_count(2)
    runs.select_option(house.eventful.run_id)
    expect(band.locator(".trk .gb.failed")).to_have_count(1)


def test_downloads_are_of_the_run_that_is_shown(band: Locator, house: House) -> None:
    band.get_by_role("combobox", name="Run").select_option(house.earlier.run_id)
    expect(band.locator(".trk .gb.failed")).to_have_count(0)
    for name, form in (("CSV", "csv"), ("JSON", "json"), ("Trace", "trace")):
        link = band.get_by_role("link", name=name)
        address = urlsplit(link.get_attribute("href") or "")
        assert address.path == f"/api/campaigns/{house.eventful.campaign_id}/timeline"
        asked = {"format": [form], "run": [house.earlier.run_id]}
        assert parse_qs(address.query) == asked
        with band.page.expect_download() as started:
            link.click()
        assert started.value.url == f"{house.server.url}{link.get_attribute('href')}"


def test_it_folds_by_itself_in_a_low_window_and_by_hand(band: Locator, page: Page) -> None:
    fold = band.get_by_role("button", name=re.compile("old the timeline"))
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size({"width": 1440, "height": 800})
    expect(band.locator(".gantt")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(band.locator(".gantt")).to_be_visible()
    fold.click()
    page.set_viewport_size({"width": 1440, "height": 1000})
    expect(band.locator(".gantt")).to_be_hidden()


def test_a_phone_shows_it_without_scrolling_the_page_sideways(band: Locator, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(band.locator(".gantt")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in band.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= 24


def test_500_calls_are_drawn_at_once(house: House, page: Page, log_in: LogIn) -> None:
    log_in(page, house.server)
    page.goto(house.page_of(house.busy))
    expect(page.locator(".opener")).to_be_visible(timeout=20_000)
    took = milliseconds(page, ".opener", "[data-call]", 500)
    assert took < SLOWER * 500
