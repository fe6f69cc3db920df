"""What a browser is told and does: no foreign script, no violation of the policy, no flood."""

import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from contentflow import security, serve
from contentflow.names import Role
from tests.e2e.conftest import Start
from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.e2e.test_handlers import states
from tests.e2e.wire import ROOT, Wire

PAGES = ("/", "/campaigns/new", "/brand-voices", "/setup", "/team", "/account", "/inbox")
MARK = "window.ours_was_run=1"
PAYLOADS = (
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"[a](javascript:{MARK})",
    f"<svg onload={MARK}>",
    f"</textarea><script>{MARK}</script>",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"${{{MARK}}}",
    f"[b](data:text/html,<script>{MARK}</script>)",
)


def watched(page: Page) -> list[str]:
    """What the page's console says is wrong, from now on."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_no_page_breaks_the_policy(
    server: Server, page: Page, log_in: Callable[[Page, Server], None]
) -> None:
    said = watched(page)
    log_in(page, server)
    for path in PAGES:
        page.goto(f"{server.url}{path}")
        page.wait_for_load_state("networkidle")
    page.goto(f"{server.url}/docs")
    page.wait_for_selector(".opblock")
    assert said == []
    assert page.evaluate(
        "new Promise(done => fetch('https://example.com').catch(() => done('no')))"
    )
    assert any("Content Security Policy" in line for line in said)


def test_what_people_write_runs_nothing(
    server: Server, page: Page, log_in: Callable[[Page, Server], None]
) -> None:
    log_in(page, server)
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    with httpx.Client(
        base_url=server.url, cookies=cookies, headers={"Origin": server.url}, timeout=60
    ) as maya:
        made = [
            maya.post("/api/campaigns", json={"topic": payload + " x", "target_words": 150})
            for payload in PAYLOADS
        ]
        voices = [maya.post("/api/brand-voices", json={"name": payload}) for payload in PAYLOADS]
    shown = [f"/campaigns/{one.json()['id']}" for one in made if one.status_code == 201]
    shown += [
        f"/brand-voices/{one.json()['voice']['id']}" for one in voices if one.status_code == 201
    ]
    assert len(shown) >= len(PAYLOADS)
    for path in ["/", "/brand-voices", *shown]:
        page.goto(f"{server.url}{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        assert page.evaluate("window.ours_was_run") is None
        assert page.locator("a[href^='javascript:'], a[href^='data:'], main img").count() == 0


def test_every_answer_has_the_headers(start: Start, scripted: dict[str, str]) -> None:
    server = start(**scripted, CONTENTFLOW_PUBLIC_URL="https://flow.example")
    for path in (
        "/",
        "/login/",
        "/nothing",
        "/docs",
        "/openapi.json",
        "/healthz",
        "/api/x",
        "/ping",
    ):
        headers = httpx.get(f"{server.url}{path}").headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy or "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"]
    form = {"email": EMAIL, "password": PASSWORD}
    answer = httpx.post(f"{server.url}/auth/login", data=form)
    assert all(word in answer.headers["set-cookie"] for word in ("HttpOnly", "Secure", "lax"))


def test_other_sites_pages_open_no_socket(server: Server) -> None:
    address = f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token=x"
    for origin in ("https://evil.example", "null", f"http://localhost:{server.port + 1}"):
        with pytest.raises(InvalidStatus), connect(address, origin=origin, proxy=None):  # type: ignore[arg-type]
            pass


NONSENSE = (
    "[",
    '{"a": 1}',
    '[["event"], 2]',
    '["event"]',
    '["event", null]',
    '["event", 5]',
    '["event", "{]"]',
    '["event", {}]',
    '["event", {"name": 7, "payload": {}}]',
    '["event", {"name": ["a"], "payload": {}}]',
    '["event", {"name": "no.such.handler", "payload": {"password": "a secret"}}]',
    f'["event", {{"name": "{ROOT}.hydrate_and_load", "payload": 5}}]',
    f'["event", {{"name": "{ROOT}.hydrate_and_load", "payload": {{}}, "router_data": 5}}]',
)


def test_what_is_no_event_leaves_one_short_line_each(server: Server) -> None:
    before = len(server.log())

    def said() -> str:
        return server.log()[before:]

    for words in NONSENSE:
        with Wire(server.port, "/nowhere") as wire:
            wire.say(words)
            wire.settle()
    ends = time.monotonic() + 30
    while said().count("event refused") < len(NONSENSE) and time.monotonic() < ends:
        time.sleep(0.05)
    assert said().count("event refused") == len(NONSENSE), said()
    assert "Traceback" not in said()
    assert "a secret" not in said()


@pytest.mark.alone
def test_a_flood_from_one_socket_leaves_the_server_to_others(
    start: Start, scripted: dict[str, str]
) -> None:
    server = start(**scripted)
    watch = next(
        f"{state.get_full_name()}.watch" for state in states() if state.__name__ == "ShellState"
    )
    with Wire(server.port, "/nowhere") as flooder:
        for _ in range(500):
            flooder.call(watch, {})
        slowest = max(_seconds(f"{server.url}/healthz") for _ in range(20))
        with Wire(server.port, "/login") as visitor:
            visitor.listen(0.5)
            assert '"phase_rx_state_": "login"' in visitor.everything
    assert slowest < 1.0


def _seconds(url: str) -> float:
    began = time.perf_counter()
    assert httpx.get(url).status_code == 200
    return time.perf_counter() - began


def test_the_built_pages_have_inline_scripts_that_are_known_by_hash() -> None:
    serve.build_if_changed()
    found = security.hashes_of((serve.BUILT / "index.html").read_text())
    assert len(found) > 2
    assert found <= set(security.Pages(serve.BUILT).policy.replace(";", "").split())
    assert security.hashes_of("<script src='/a.js'></script><script></script>") == set()
