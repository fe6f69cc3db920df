"""Strangers on the wire: what they are told; and how much one person may start."""

import inspect
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from reflex.state import BaseState, State

from contentflow import pages, routes
from tests.e2e.conftest import Start
from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.e2e.wire import ROOT, Wire
from tests.model_server import ModelServer

TOPIC = "The reorganisation nobody may hear about yet"
HARMLESS = {"hydrate", "hydrate_and_load"}  # Reflex's own start of a connection


def states(of: type[BaseState] = State) -> Iterator[type[BaseState]]:
    """Every state class a server has, ours and Reflex's; a test may have made one of its own."""
    yield of
    for below in of.get_substates():
        if not below.__module__.startswith("tests."):
            yield from states(below)


def handlers() -> Iterator[tuple[str, list[str]]]:
    """Every handler a client can name, with the names of its arguments."""
    assert pages.PAGES  # which brings every state class
    for state in states():
        for name, found in state.event_handlers.items():
            if name not in HARMLESS:
                arguments = list(inspect.signature(found.fn).parameters)[1:]
                yield f"{state.get_full_name()}.{name}", arguments


def wait_for_end(client: httpx.Client, campaign_id: str) -> None:
    for _ in range(300):
        if client.get(f"/api/campaigns/{campaign_id}").json()["status"] == "completed":
            return
        time.sleep(0.2)
    pytest.fail("the campaign did not end")


@contextmanager
def signed_in(server: Server) -> Iterator[httpx.Client]:
    """The account's HTTP client."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30) as client:
        form = {"email": server.email, "password": PASSWORD}
        assert client.post("/auth/login", data=form).headers["location"] == "/"
        yield client


def rows(folder: Path) -> dict[str, int]:
    """How many rows every table has that a person's doing could change."""
    wanted = ("users", "sessions", "campaigns", "campaign_members", "sources", "settings")
    with sqlite3.connect(folder / "contentflow.db") as database:
        return {t: database.execute(f"select count(*) from {t}").fetchone()[0] for t in wanted}  # noqa: S608


SECRETS = (EMAIL, PASSWORD, TOPIC, "test-key", "scripted", "/v1", "contentflow.db", "maya")


def test_a_stranger_is_told_nothing(server: Server) -> None:
    with signed_in(server) as maya:
        made = maya.post("/api/campaigns", json={"topic": TOPIC, "target_words": 300})
        assert made.status_code == 201, made.text
        wait_for_end(maya, made.json()["id"])
    for path in ("/", "/login", "/setup", "/campaigns/new", routes.campaign(made.json()["id"])):
        with Wire(server.port, path) as stranger:
            stranger.settle()
            stranger.listen(0.3)  # to what works in the background
            told = stranger.everything
        assert f'"{ROOT}' in told, path
        assert [one for one in SECRETS if one in told.replace(stranger.token, "")] == [], path


def test_one_person_cannot_start_any_number_of_campaigns(
    start: Start, scripted: dict[str, str], model_server: ModelServer
) -> None:
    """The page's own button goes through the same limit as the HTTP API."""
    model_server.latency = 30.0  # none of them gets anywhere
    server = start(**scripted)
    with signed_in(server) as maya:
        cookie = f"{routes.SESSION_COOKIE}={maya.cookies[routes.SESSION_COOKIE]}"
    submit = next(name for name, _ in handlers() if name.endswith("new_campaign_state.submit"))
    brief = {"topic": "Standing desks", "content_type": "blog_post", "target_words": "300"}
    began = time.monotonic()
    with Wire(server.port, "/campaigns/new", cookie) as wire:
        wire.settle()
        for _ in range(60):
            wire.call(submit, {"form": {**brief, "priority": "standard"}})
        wire.settle()
        told = wire.everything
    started = rows(server.folder)["campaigns"]
    assert 25 <= started <= 31 + (time.monotonic() - began)
    assert started < 60
    assert "You started many campaigns just now" in told
