"""The app at other addresses than the one it was built for: another port, a public name."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import FLAGS, Start, chromium
from tests.e2e.proxy import Proxy
from tests.e2e.server import EMAIL, PASSWORD, Server, free_port
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.e2e.wire import Wire
from tests.model_server import ModelServer

pytestmark = pytest.mark.slow

LogIn = Callable[[Page, Server], None]
NAME = "contentflow.test"
CODE = re.compile(r"with the code ([A-Z0-9]{4}-[A-Z0-9]{4})")
FORM = {"name": "Maya Chen", "email": EMAIL, "company": "Northwind", "password": PASSWORD}


@pytest.fixture(scope="module")
def named_browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that finds our made-up host on this machine."""
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    launched = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, rules])
    yield launched
    launched.close()


@pytest.fixture
def visitor(named_browser: Browser) -> Iterator[Page]:
    """A tab of that browser."""
    context = named_browser.new_context()
    yield context.new_page()
    context.close()


class Published:
    """A server behind a proxy, known by a public name."""

    def __init__(self, server: Server, proxy: Proxy, model: str) -> None:
        self.server, self.proxy, self.model = server, proxy, model
        self.url = f"http://{NAME}:{proxy.port}"
        self.session = ""

    @property
    def code(self) -> str:
        """What the server printed for the first account."""
        found = CODE.search(self.server.log())
        assert found, self.server.log()
        return found[1]


@contextmanager
def publishing(folder: Path) -> Iterator[Published]:
    """Serve for as long as the block lasts."""
    port = free_port()
    with ModelServer() as model, Proxy(port) as proxy:
        server = Server(
            folder,
            PORT=str(port),
            CONTENTFLOW_PUBLIC_URL=f"http://{NAME}:{proxy.port}",
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY=model.key,
            CONTENTFLOW_MODEL="scripted",
        )
        server.start()
        try:
            yield Published(server, proxy, model.url)
        finally:
            server.stop()


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    """A server with no account yet, reached through its public address."""
    with publishing(tmp_path) as new:
        yield new


@pytest.fixture(scope="module")
def unclaimed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The same, for tests that make no account."""
    with publishing(tmp_path_factory.mktemp("unclaimed")) as new:
        yield new


def fill_first_account(page: Page, code: str) -> None:
    for name, value in {**FORM, "code": code}.items():
        page.fill(f"input[name={name}]", value)
    page.get_by_role("button", name="Create account").click()


def test_another_port_needs_no_new_build(
    start: Start, scripted: dict[str, str], page: Page, log_in: LogIn
) -> None:
    server = start(**scripted)
    server.stop()
    server.move(free_port())
    server.start()
    log_in(page, server)
    write_brief(page, server)
    watch_to_the_end(page)
    assert "Building" not in server.log().split("Starting", 1)[1]


def test_behind_a_proxy_with_a_public_name_everything_works(
    published: Published, visitor: Page
) -> None:
    sockets: list[str] = []
    visitor.on("websocket", lambda socket: sockets.append(socket.url))
    visitor.goto(published.url)
    visitor.wait_for_url(re.compile(r"/setup/?$"))
    fill_first_account(visitor, published.code)
    visitor.wait_for_url(f"{published.url}/")
    write_brief(visitor, published)
    watch_to_the_end(visitor)
    visitor.get_by_role("button", name="Log out").filter(visible=True).first.click()
    visitor.wait_for_url(re.compile(r"/login/?$"))
    visitor.fill("input[name=email]", EMAIL)
    visitor.fill("input[name=password]", PASSWORD)
    visitor.click("button[type=submit]")
    visitor.wait_for_url(f"{published.url}/")
    expect(visitor.get_by_role("link", name=re.compile("desk", re.I)).first).to_be_visible()
    assert sockets
    assert {httpx.URL(address).netloc.decode() for address in sockets} == {
        f"{NAME}:{published.proxy.port}"
    }
    # Of a page that is being left, its browser may tell of no socket any more.
    assert published.proxy.upgrades >= len(sockets)


def test_a_wrong_code_is_refused_beside_its_field_and_nothing_typed_is_lost(
    published: Published, visitor: Page
) -> None:
    visitor.goto(f"{published.url}/setup")
    fill_first_account(visitor, "AAAA-AAAA")
    visitor.wait_for_url(re.compile("error=code"))
    code = visitor.locator("input[name=code]")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(visitor.locator("#code-about")).to_contain_text("not the code")
    expect(code).to_be_focused()
    for name in ("name", "email", "company"):
        expect(visitor.locator(f"input[name={name}]")).to_have_value(FORM[name])
    expect(visitor.locator("input[name=password]")).to_have_value("")
    visitor.fill("input[name=password]", PASSWORD)
    code.fill(published.code.lower())
    visitor.get_by_role("button", name="Create account").click()
    visitor.wait_for_url(f"{published.url}/")


def test_of_two_first_accounts_at_once_one_wins(published: Published) -> None:
    forms = [{**FORM, "email": f"{n}@example.com", "code": published.code} for n in range(6)]
    address = f"http://localhost:{published.server.port}/auth/setup"

    def claim(form: dict[str, str]) -> httpx.Response:
        return httpx.post(address, data=form, headers={"Origin": published.url}, timeout=30)

    with ThreadPoolExecutor(len(forms)) as people:
        answers = list(people.map(claim, forms))
    leads = sorted(answer.headers["location"] for answer in answers)
    assert leads == ["/", *["/login?error=exists"] * 5]
    assert sum("set-cookie" in answer.headers for answer in answers) == 1


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_another_site_s_page_is_refused(unclaimed: Published, origin: str) -> None:
    own = f"http://localhost:{unclaimed.server.port}"
    form = {**FORM, "code": unclaimed.code}
    refused = httpx.post(f"{own}/auth/setup", data=form, headers={"Origin": origin}, timeout=30)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert socket_status(unclaimed.server.port, origin) != 101
    assert socket_status(unclaimed.server.port, unclaimed.url) == 101
    assert socket_status(unclaimed.server.port, own) == 101


def socket_status(port: int, origin: str) -> int:
    """What the server answers to a websocket of a page of this origin."""
    answer = httpx.get(
        f"http://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token=t",
        headers={
            "Origin": origin,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    return answer.status_code


def test_an_unlisted_name_of_this_server_gets_no_live_page(
    unclaimed: Published, visitor: Page
) -> None:
    """A name that was pointed here from outside shows an empty page: its socket is refused."""
    with Proxy(unclaimed.server.port) as stranger:
        visitor.goto(f"http://{NAME}:{stranger.port}/setup")
        visitor.wait_for_timeout(1_500)
        assert visitor.locator("input[name=code]").count() == 0
        assert stranger.upgrades > 0


def test_a_server_nobody_else_can_reach_asks_for_no_code(start: Start, page: Page) -> None:
    server = start(CONTENTFLOW_PUBLIC_URL=f"http://localhost:{free_port()}")
    page.goto(f"{server.url}/setup")
    expect(page.locator("input[name=password]")).to_be_visible()
    assert page.locator("input[name=code]").count() == 0
    assert "with the code" not in server.log()


def test_a_stranger_without_the_code_learns_no_address_of_the_network(
    unclaimed: Published,
) -> None:
    with Wire(unclaimed.server.port, "/setup") as stranger:
        stranger.settle()
        assert '"asks_code_rx_state_": true' in stranger.everything
        assert unclaimed.model not in stranger.everything
        assert unclaimed.code not in stranger.everything
