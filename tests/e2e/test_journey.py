"""A newcomer's way in a real browser: account, brief, five agents to the end without a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Start
from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]
TOPIC = "How to choose a standing desk for a small home office"
FIVE = ["Writer", "SEO", "Brand", "Content Quality", "GEO"]


def write_brief(page: Page, server: Server, topic: str = TOPIC, words: int = 800) -> None:
    """Fill the form and start."""
    page.goto(f"{server.url}/campaigns/new")
    page.fill("[name=topic]", topic)
    page.fill("[name=keyphrase]", "standing desk")
    page.fill("[name=target_words]", str(words))
    page.get_by_role("button", name=re.compile("Start campaign")).click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))


def watch_to_the_end(page: Page, seconds: int = 90) -> None:
    """Wait, without touching the page, until all five agents are done."""
    cards = page.get_by_role("region", name="Agents")
    for name in FIVE:
        expect(cards.get_by_label(f"{name}, Completed")).to_be_visible(timeout=seconds * 1000)


def test_first_account_brief_and_five_agents_without_a_reload(
    start: Start, page: Page, model_server: ModelServer
) -> None:
    server = start(
        OPENAI_BASE_URL=model_server.url,
        OPENAI_API_KEY=model_server.key,
        CONTENTFLOW_MODEL="scripted",
    )
    page.goto(server.url)
    page.wait_for_url(re.compile(r"/setup/?$"))
    page.fill("input[name=name]", "Maya Chen")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=company]", "Northwind")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(f"{server.url}/")
    write_brief(page, server)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    watch_to_the_end(page)
    assert loads == []
    expect(page.locator("#panel-preview h2.title")).to_contain_text(
        re.compile("standing desk", re.I)
    )


def test_reload_second_tab_and_restart_show_the_same(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    context: BrowserContext,
    log_in: LogIn,
) -> None:
    server = start(**scripted)
    log_in(page, server)
    write_brief(page, server)
    second = context.new_page()
    second.goto(page.url)
    watch_to_the_end(page)
    watch_to_the_end(second)
    article = page.locator("#panel-preview").inner_text()
    assert second.locator("#panel-preview").inner_text() == article
    server.stop()
    server.start()
    watch_to_the_end(page)
    page.reload()
    watch_to_the_end(page)
    assert page.locator("#panel-preview").inner_text() == article


def test_killed_while_writing_it_goes_on_by_itself(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
) -> None:
    server = start(**scripted)
    log_in(page, server)
    model_server.latency = 0.3
    write_brief(page, server)
    cards = page.get_by_role("region", name="Agents")
    expect(cards.get_by_label("Writer, Running")).to_be_visible(timeout=60_000)
    expect(page.locator("#panel-preview h2").nth(1)).to_be_visible(timeout=30_000)
    written = page.locator("#panel-preview .blk").first.inner_text()
    server.kill()
    model_server.latency = 0.0
    server.start()
    watch_to_the_end(page)
    # An agent may have put a block before it; the block itself is still the one that was paid for.
    beginnings = [
        text.split()[:5] for text in page.locator("#panel-preview .blk").all_inner_texts()
    ]
    assert written.split()[:5] in beginnings
    everything = page.get_by_role("region", name="Agents").inner_text()
    assert everything.count("Completed") == 5


def test_log_out_shuts_every_page(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    write_brief(page, server)
    address = page.url
    page.get_by_role("button", name="Log out").filter(visible=True).first.click()
    page.wait_for_url(re.compile(r"/login/?$"))
    for closed in (address, f"{server.url}/", f"{server.url}/campaigns/new"):
        page.goto(closed)
        page.wait_for_url(re.compile("/login"))


def test_a_wrong_password_is_refused_beside_the_form(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/login")
    page.fill("input[name=email]", server.email)
    page.fill("input[name=password]", "not the password")
    page.click("button[type=submit]")
    page.wait_for_url(re.compile("error=credentials"))
    expect(page.get_by_role("alert").first).to_be_visible()


def test_two_servers_on_other_ports_share_one_build(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first = start(**scripted)
    second = start(**scripted | {"CONTENTFLOW_DATA_DIR": str(tmp_path_factory.mktemp("other"))})
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    for server in (first, second):
        log_in(page, server)
        expect(page.get_by_role("heading", name="Campaigns").first).to_be_visible()
        assert any(f":{server.port}/" in address for address in sockets)
    assert "Building" not in second.log()


def test_an_empty_topic_is_answered_beside_the_field(
    server: Server, page: Page, log_in: LogIn
) -> None:
    log_in(page, server)
    page.goto(f"{server.url}/campaigns/new")
    page.fill("[name=audience]", "Office managers")
    page.get_by_role("button", name=re.compile("Start campaign")).click()
    expect(page.locator("#topic-about, #topic-error").first).to_be_visible()
    expect(page.locator("[name=topic]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=audience]")).to_have_value("Office managers")
