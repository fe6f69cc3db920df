"""Bad networks: a lost connection is told, and what is shown afterwards is what the tables say."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from contentflow.state.campaign import CampaignState
from tests.e2e.conftest import scripted_by, until_idle, welcome
from tests.e2e.proxy import Proxy
from tests.e2e.server import PASSWORD, Server, free_port
from tests.e2e.test_crash_browser import Tables, shown
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow

LogIn = Callable[[Page, Server], None]
FORGETFUL = pytest.mark.parametrize("line", ["2"], indirect=True)
LOST = 4_000  # ms until it is told: a ping is due every 2 s, and 2 s pass after the loss
BACK = 10_000
GAUGES = re.compile(r'("gauges_rx_state_": ?\[\{[^}]*?"shown": ?)"[^"]*"')


class Line:
    """A server and the network to it."""

    def __init__(self, server: Server, proxy: Proxy, model: ModelServer) -> None:
        self.server, self.proxy, self.model = server, proxy, model
        self.url = f"http://localhost:{proxy.port}"
        self.tables = Tables(server.folder)

    @property
    def email(self) -> str:
        return self.server.email

    @property
    def session(self) -> str:
        return self.server.session


@contextmanager
def connected(folder: Path, life: str) -> Iterator[Line]:
    """A server whose every connection goes through a proxy; `life` is that of a page's state."""
    port = free_port()
    with ModelServer() as model, Proxy(port) as proxy:
        server = Server(
            folder,
            **scripted_by(model),
            PORT=str(port),
            CONTENTFLOW_PUBLIC_URL=f"http://localhost:{proxy.port}",
            REFLEX_REDIS_TOKEN_EXPIRATION=life,
        )
        server.start()
        try:
            yield Line(server, proxy, model)
        finally:
            server.stop()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Line]]:
    """The servers of this module, by the life of a page's state, each started when it is needed."""
    with ExitStack() as stack:

        @cache
        def line_of(life: str) -> Line:
            return stack.enter_context(connected(tmp_path_factory.mktemp("line"), life))

        yield line_of


@pytest.fixture
def line(request: pytest.FixtureRequest, lines: Callable[[str], Line]) -> Iterator[Line]:
    """A good line, used by somebody new; the parameter is the life of a page's state."""
    one = lines(getattr(request, "param", "3600"))
    welcome(one.server)
    yield one
    one.proxy.mend()
    one.model.reset()
    until_idle(one.server)


@pytest.fixture
def model_server(line: Line) -> ModelServer:
    """The model of this test's line."""
    return line.model


def banner(page: Page) -> Locator:
    return page.locator(".connection")


def article(page: Page) -> list[str]:
    """The text of each block; every block is there once."""
    blocks = page.locator("#panel-preview [id^=block-]")
    names = blocks.evaluate_all("all => all.map(one => one.id)")
    assert len(set(names)) == len(names)
    return [text.strip() for text in blocks.all_inner_texts()]


def assert_as_a_new_tab(page: Page, context: BrowserContext) -> None:
    """Whoever opens the page now reads it from the tables."""
    fresh = context.new_page()
    fresh.goto(page.url)
    watch_to_the_end(fresh)
    fresh.wait_for_timeout(1_500)  # gauges and checks move at most once a second
    for part in ("#panel-preview .article", ".gauges", ".checks"):
        assert page.locator(part).inner_text() == fresh.locator(part).inner_text()
    assert article(page) == article(fresh)
    fresh.close()


@pytest.mark.alone
def test_cut_for_5_s_while_writing(
    line: Line, page: Page, context: BrowserContext, log_in: LogIn, model_server: ModelServer
) -> None:
    model_server.latency = 0.6
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    expect(page.locator(".agent_card.live")).to_be_visible(timeout=30_000)
    line.proxy.cut()
    cut_at = time.monotonic()
    expect(banner(page)).to_contain_text("Reconnecting.", timeout=LOST + 1_000)
    expect(banner(page)).to_contain_text(re.compile(r"from \d\d:\d\d:\d\d"))
    still = "one => getComputedStyle(one).animationName"
    assert page.locator(".agent_card.live .spin").first.evaluate(still) == "none"
    tab = page.get_by_role("tab", name="Decisions")
    assert tab.get_attribute("title") == "Not while the connection is lost"
    tab.click(force=True)
    page.wait_for_timeout(max(0, 5_000 - 1_000 * (time.monotonic() - cut_at)))
    line.proxy.mend()
    expect(banner(page)).to_have_count(0, timeout=BACK)
    assert tab.get_attribute("title") is None
    assert tab.get_attribute("aria-selected") == "false"  # the click was not kept for later
    model_server.latency = 0.0
    watch_to_the_end(page)
    page.wait_for_timeout(1_500)
    assert_as_a_new_tab(page, context)


def test_what_was_missed_is_in_the_inbox(
    line: Line, page: Page, log_in: LogIn, model_server: ModelServer
) -> None:
    model_server.latency = 0.3
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    expect(page.locator(".agent_card.live")).to_be_visible(timeout=30_000)
    line.proxy.cut()
    model_server.latency = 0.0
    ended = "select 1 from campaigns where id = ? and lower(status) = 'completed'"
    ends = time.monotonic() + 60
    while not line.tables.ask(ended, shown(page)):
        assert time.monotonic() < ends
        time.sleep(0.2)
    line.proxy.mend()
    watch_to_the_end(page)
    page.goto(f"{line.url}/inbox")
    for title in ("Writer", "SEO", "GEO"):
        expect(page.locator(".inbox li", has_text=title).first).to_be_visible()


@pytest.mark.alone
def test_offline_after_15_s_of_silence(line: Line, page: Page, log_in: LogIn) -> None:
    log_in(page, line)  # type: ignore[arg-type]
    expect(page.get_by_role("link", name="New campaign").first).to_be_visible()
    line.proxy.hold()  # nobody says that the connection is gone
    expect(banner(page)).to_contain_text("Reconnecting.", timeout=LOST + 2_000)
    expect(banner(page)).to_contain_text("You are offline.", timeout=15_000)
    line.proxy.mend()
    expect(banner(page)).to_have_count(0, timeout=BACK)


@pytest.mark.alone
def test_restart_while_several_pages_watch(
    line: Line, page: Page, context: BrowserContext, log_in: LogIn, model_server: ModelServer
) -> None:
    model_server.latency = 0.5
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    pages = [page, *(context.new_page() for _ in range(3))]
    for other in pages[1:]:
        other.goto(page.url)
    for watching in pages:
        expect(watching.locator(".agent_card.live")).to_be_visible(timeout=30_000)
    line.server.kill()
    line.server.start()  # returns when /healthz answers
    healthy = time.monotonic()
    for watching in pages:
        expect(watching.locator(".agent_card.live")).to_be_visible(timeout=10_000)
        expect(banner(watching)).to_have_count(0, timeout=10_000)
    texts = [watching.locator("header.camp_head h1").inner_text() for watching in pages]
    assert time.monotonic() - healthy < 10
    assert len(set(texts)) == 1
    model_server.latency = 0.0
    for watching in pages:
        watch_to_the_end(watching)
    page.wait_for_timeout(1_500)
    first = article(page)
    assert all(article(watching) == first for watching in pages)
    assert_as_a_new_tab(page, context)


@FORGETFUL
def test_a_closed_laptop_is_right_on_opening(
    line: Line, page: Page, context: BrowserContext, log_in: LogIn, model_server: ModelServer
) -> None:
    log_in(page, line)  # type: ignore[arg-type]
    model_server.latency = 0.3
    write_brief(page, line)  # type: ignore[arg-type]
    expect(page.locator(".agent_card.live")).to_be_visible(timeout=30_000)
    line.proxy.cut()
    model_server.latency = 0.0
    time.sleep(5)  # its state is forgotten after 2
    line.proxy.mend()
    watch_to_the_end(page)
    page.wait_for_timeout(1_500)
    assert_as_a_new_tab(page, context)


@FORGETFUL
def test_a_session_that_ended_meanwhile_leads_back_after_log_in(
    line: Line, page: Page, log_in: LogIn
) -> None:
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    watch_to_the_end(page)
    was = page.url.rstrip("/")
    line.proxy.cut()
    line.tables.ask("update sessions set expires_at = '2020-01-01 00:00:00'")
    time.sleep(5)
    line.proxy.mend()
    page.wait_for_url(re.compile(r"/login/?\?"), timeout=BACK)
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended.")
    page.fill("input[name=email]", line.email)
    page.fill("input[name=password]", "wrong")
    page.click("button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.fill("input[name=email]", line.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(re.compile(re.escape(was)), timeout=BACK)
    watch_to_the_end(page)


def test_the_campaign_one_comes_from_is_never_shown_as_the_next(
    line: Line, page: Page, log_in: LogIn
) -> None:
    log_in(page, line)  # type: ignore[arg-type]
    topics = ["How to choose a standing desk", "How to water a lemon tree"]
    paths = []
    for topic in topics:
        write_brief(page, line, topic)  # type: ignore[arg-type]
        watch_to_the_end(page)
        paths.append(urlsplit(page.url).path.rstrip("/"))
    links = [page.locator(f"td a[href='{path}']") for path in paths]
    title = page.locator("header.camp_head h1")
    for topic, link in zip(
        topics, links, strict=True
    ):  # through the list, without loading a page anew
        page.get_by_role("link", name="Campaigns").first.click()
        link.click()
        expect(title).to_have_text(topic)
    page.get_by_role("link", name="Campaigns").first.click()
    expect(links[0]).to_be_visible()
    line.proxy.hold()
    links[0].click()
    expect(page.get_by_label("Loading the campaign")).to_be_visible()
    assert title.count() == 0
    line.proxy.mend()
    expect(title).to_have_text(topics[0], timeout=BACK)


@pytest.mark.alone
def test_a_change_that_nobody_answers_goes_back_and_says_why(
    line: Line, page: Page, log_in: LogIn, model_server: ModelServer
) -> None:
    model_server.latency = 1.0
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    priority = page.get_by_label("Priority")
    expect(priority).to_have_value("standard", timeout=30_000)
    assert line.server.pid is not None
    os.killpg(line.server.pid, signal.SIGSTOP)
    try:
        priority.select_option("urgent")
        expect(priority).to_have_value("urgent", timeout=500)
        expect(page.locator(".attempt_why")).to_contain_text("No answer in 5 s", timeout=6_000)
        expect(priority).to_have_value("standard")
    finally:
        os.killpg(line.server.pid, signal.SIGCONT)
    expect(banner(page)).to_have_count(0, timeout=BACK)
    page.wait_for_timeout(2_000)
    said = line.tables.ask("select lower(priority) from campaigns where id = ?", shown(page))
    expect(priority).to_have_value(said[0][0])


def test_a_part_that_throws_leaves_the_rest_live(line: Line, page: Page, log_in: LogIn) -> None:
    log_in(page, line)  # type: ignore[arg-type]
    write_brief(page, line)  # type: ignore[arg-type]
    watch_to_the_end(page)
    name = f'"{CampaignState.get_full_name()}"'
    sent: list[tuple[WebSocketRoute, str]] = []

    def tamper(socket: WebSocketRoute) -> None:
        upstream = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            text = message if isinstance(message, str) else message.decode()
            if name in text and GAUGES.search(text):
                sent.append((socket, text))
                text = GAUGES.sub(r'\1{"not": "text"}', text)
            socket.send(text)

        upstream.on_message(pass_on)

    page.route_web_socket(re.compile("_event"), tamper)
    page.reload()
    failed = page.locator(".part_failed")
    expect(failed).to_have_count(1, timeout=BACK)
    expect(failed).to_contain_text("The scores could not be shown.")
    failed.get_by_role("button", name="Retry").click()
    expect(failed).to_be_visible()  # nothing has changed yet
    page.get_by_role("tab", name="Decisions").click()
    expect(page.get_by_role("tab", name="Decisions")).to_have_attribute("aria-selected", "true")
    socket, whole = sent[-1]
    socket.send(whole)
    failed.get_by_role("button", name="Retry").click()
    expect(page.locator(".score_gauge")).to_have_count(4)
    expect(failed).to_have_count(0)
