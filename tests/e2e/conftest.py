"""Servers and browsers for the end-to-end tests. What is missing fails, nothing is skipped.

`server` is one installation for all tests of a process; each test is somebody new in it. A test
that restarts its server, needs other settings or looks at all of an installation has its own, from
`start`.
"""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from contentflow import accounts, db, routes
from contentflow.names import Role
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
expect.set_options(timeout=20_000)  # what has to be quick says so itself
Start = Callable[..., Server]
Found = TypeVar("Found")
_newcomers = count(1)


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


@pytest.fixture(scope="session")
def shared_model() -> Iterator[ModelServer]:
    """The model of the shared server."""
    with ModelServer() as model:
        yield model


@pytest.fixture(scope="session")
def shared_server(
    tmp_path_factory: pytest.TempPathFactory, shared_model: ModelServer
) -> Iterator[Server]:
    """The installation that tests share."""
    # A page that is slow to answer because the machine is busy keeps its connection.
    patient = {"REFLEX_SOCKET_TIMEOUT": "60s"}
    running = Server(tmp_path_factory.mktemp("shared"), **scripted_by(shared_model), **patient)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def role() -> Role:
    """What this test's person may do in the shared installation; a test may say otherwise."""
    return Role.EDITOR


@pytest.fixture
def server(shared_server: Server, role: Role) -> Iterator[Server]:
    """The shared installation, with a new person of this test's own as its `email`."""
    welcome(shared_server, role)
    yield shared_server
    until_idle(shared_server)


@pytest.fixture
def model(server: Server, shared_model: ModelServer) -> Iterator[ModelServer]:
    """The model of the shared installation; afterwards it is again as it was."""
    shared_model.reset()  # what an earlier test's runs asked for after that test's own end
    yield shared_model
    shared_model.reset()  # they end sooner without its faults


def welcome(server: Server, role: Role = Role.EDITOR) -> None:
    """Let somebody new be who uses the server."""
    server.email = f"maya{next(_newcomers)}@example.com"
    server.session = apart(lambda: _signed_in(server, role))


async def _signed_in(server: Server, role: Role) -> str:
    await db.open_database(f"sqlite+aiosqlite:///{server.folder / 'contentflow.db'}")
    try:
        await accounts.create_user(server.email, role, PASSWORD)
        return await accounts.sign_in(server.email, PASSWORD, "")
    finally:
        await db.close_database()


def apart(work: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
    """Run a coroutine in a thread: a browser test has Playwright's loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def until_idle(server: Server) -> None:
    """Wait for the runs a test has left: they would use up what the next one scripts."""
    ends = time.monotonic() + 60
    while _unended(server.folder):
        assert time.monotonic() < ends, "a run goes on and on"
        time.sleep(0.05)


def _unended(folder: Path) -> int:
    with sqlite3.connect(folder / "contentflow.db", timeout=20) as database:
        # What is paused asks for nothing until somebody resumes it.
        query = "select count(*) from runs where ended_at is null and status != 'PAUSED'"
        found: int = database.execute(query).fetchone()[0]
    database.close()
    return found


@pytest.fixture
def member(server: Server, context: BrowserContext) -> Page:
    """A tab of this test's own person in the shared installation."""
    form = {"email": server.email, "password": PASSWORD}
    headers = {"Origin": server.url}
    context.request.post(f"{server.url}/auth/login", form=form, headers=headers)
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
    """Log in through the page, or, in the shared installation, with the session there is."""

    def do(page: Page, server: Server) -> None:
        if server.session:
            open_session(page, server.url, server.session)
            page.goto(f"{server.url}/")
            return
        page.goto(f"{server.url}/login")
        page.fill("input[name=email]", server.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{server.url}/")

    return do


def open_session(page: Page, url: str, session: str) -> None:
    """Make the browser that of whose session it is."""
    page.context.add_cookies([{"name": routes.SESSION_COOKIE, "value": session, "url": url}])
