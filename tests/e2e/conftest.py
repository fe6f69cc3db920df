"""Servers and browsers for the end-to-end tests. What is missing fails, nothing is skipped."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.model_server import ModelServer

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers on the test's own data folder; all are stopped at its end."""
    servers: list[Server] = []

    def begin(**environment: str) -> Server:
        server = Server(tmp_path, **environment)
        servers.append(server)
        server.start()
        return server

    yield begin
    for server in servers:
        server.stop()


@pytest.fixture
def scripted(model_server: ModelServer) -> dict[str, str]:
    """The environment that makes a server use the scripted model and have its first account."""
    return scripted_by(model_server)


def scripted_by(model: ModelServer) -> dict[str, str]:
    """The environment for this model."""
    return {
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": model.key,
        "CONTENTFLOW_MODEL": "scripted",
        "CONTENTFLOW_ADMIN_EMAIL": EMAIL,
        "CONTENTFLOW_ADMIN_PASSWORD": PASSWORD,
    }


@pytest.fixture(scope="module")
def shared_model() -> Iterator[ModelServer]:
    """One scripted model for all tests of a module; each sets its pace and faults."""
    with ModelServer() as model:
        model.rough = True
        yield model


@pytest.fixture(scope="module")
def shared_server(
    tmp_path_factory: pytest.TempPathFactory, shared_model: ModelServer
) -> Iterator[Server]:
    """One server for all tests of a module."""
    server = Server(tmp_path_factory.mktemp("shared"), **scripted_by(shared_model))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def member(shared_server: Server, context: BrowserContext) -> Page:
    """A tab of the shared server's first account."""
    form = {"email": EMAIL, "password": PASSWORD}
    headers = {"Origin": shared_server.url}
    context.request.post(f"{shared_server.url}/auth/login", form=form, headers=headers)
    return context.new_page()


def chromium() -> str:
    """Where the distribution's Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "chromium is missing: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The distribution's Chromium."""
    launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser, with nothing in it."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab in which an error in the console is the test's failure."""
    return context.new_page()


@pytest.fixture
def log_in() -> Callable[[Page, Server], None]:
    """Log in through the page."""

    def do(page: Page, server: Server) -> None:
        page.goto(f"{server.url}/login")
        page.fill("input[name=email]", EMAIL)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{server.url}/")

    return do
