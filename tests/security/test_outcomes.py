"""Every handler and every route, called by every kind of person: only what was decided happens."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from contentflow import routes
from contentflow.api import app as api
from tests.e2e.test_handlers import handlers
from tests.e2e.wire import Wire, told_for
from tests.security.installation import TOPIC, Installation, installed
from tests.security.outcomes import (
    CHANGES,
    HANDLERS,
    LOGIN,
    OWN,
    PEOPLE,
    ROUTES,
    SEES,
    SOCKETS,
    VOICE,
)

pytestmark = pytest.mark.slow

NOWHERE = "/nowhere"  # a page without events of its own
HOSTILE: list[object] = [
    None,
    True,
    -1,
    1e308,
    "",
    "x" * 20_000 + "<script>alert(1)</script>\u0000",
    {"topic": "", "intent": "start", "target_words": 10**9, "draft": {"a": []}},
    [["deep", [None]], {"$ref": "x"}],
    "http://127.0.0.1:1/",
]
_CALLERS = 10  # at the same time
_PATIENCE = 10.0  # seconds for what should happen, on a busy machine
OWNED = '"owner_rx_state_": "owner"'  # whose campaign it is, as the Share dialog says
CALLS = '"calls_rx_state_": [['  # what an agent asked its model
_MOUNTED = {"GET /ping", "GET /_health", "* /_event"}


def key_of(full_name: str) -> str:
    """`ClassName.handler` of a handler's full name."""
    state, _, name = full_name.rpartition(".")
    snake = state.rpartition("____")[2] or state
    title = "".join(part.capitalize() for part in snake.split("_") if part)
    title = "State" if state.endswith("reflex___state____state") else title
    return "*.setvar" if name == "setvar" else f"{title}.{name}"


@cache
def found_handlers() -> dict[str, list[tuple[str, list[str]]]]:
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for name, arguments in handlers():
        found.setdefault(key_of(name), []).append((name, arguments))
    return found


def found_routes() -> set[str]:
    listed = {
        f"{method} {route.path}"
        for router in api._ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    for route in api.create_api().routes:
        if path := getattr(route, "path", ""):
            listed.add(f"GET {path}")
    return listed | {"GET /ping", "GET /_health"}


def mounted() -> set[str]:
    """What Reflex itself serves beside the pages."""
    from contentflow.contentflow import app

    return {str(getattr(route, "path", route)) for route in app._api.routes if app._api}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found_handlers()  # Reflex knows them in this thread only
    with installed(tmp_path_factory.mktemp("outcomes")) as running:
        yield running


def test_every_handler_is_decided() -> None:
    found = set(found_handlers())
    assert found - set(HANDLERS) == set(), "decide in tests/security/outcomes.py what these may do"
    assert set(HANDLERS) - found == set(), "these are no handlers any more"


def test_every_route_is_decided() -> None:
    found = found_routes()
    assert found - set(ROUTES) == set(), "decide in tests/security/outcomes.py who gets what"
    assert set(ROUTES) - found == set(), "these are no routes any more"


def address_for(running: Installation, key: str) -> str:
    if key.startswith("CampaignsState") or "OnLoad" in key:
        return "/"
    if key.startswith(("BatchState", "BatchDeedsState", "BatchPicksState")):
        return f"/batches/{running.batch_id}"
    if key.startswith("BrandVoiceState"):
        return f"/brand-voices/{running.voice_id}"
    return f"/campaigns/{running.campaign_id}"


def sent(running: Installation, payload: object) -> object:
    """The payload with everybody's ids in it."""
    text = json.dumps(payload)
    named = {
        "campaign": running.campaign_id,
        "decision": running.decision_id,
        "batch": running.batch_id,
        "member": running.member_id,
    }
    for who, found in {**running.people, **named}.items():
        text = text.replace(f"@{who}", found)
    return json.loads(text)


def called(running: Installation, who: str, key: str) -> str:
    """What one person saw who called a handler."""
    decided = HANDLERS[key]
    with Wire(running.server.port, NOWHERE, running.cookie(who)) as wire:
        wire.settle()
        wire.at(address_for(running, key))
        if decided.first:
            answered_as(wire, decided.first, decision(who, decided.first), {})
        return answered_as(wire, key, decision(who, key), sent(running, decided.payload))


def answered_as(wire: Wire, key: str, wanted: str, payload: object) -> str:
    """What is seen after a call; what is wanted may take a busy server some seconds."""
    wire.deltas.clear()
    wire.events.clear()
    wire.call(found_handlers()[key][0][0], payload)
    wire.settle()
    wire.listen(0.2)  # to what works in the background
    ends = time.monotonic() + _PATIENCE
    while wanted in (SEES, LOGIN) and saw(wire) != wanted and time.monotonic() < ends:
        wire.listen(0.2, at_most=1.0)
    return saw(wire)


def saw(wire: Wire) -> str:
    if revealed(wire.everything):
        return SEES
    return LOGIN if any(leads_to_login(event) for event in wire.events) else OWN


def changing(running: Installation, who: str, key: str) -> str:
    """What one person did or saw who called a handler."""
    before = running.rows()
    found = called(running, who, key)
    ends = time.monotonic() + _PATIENCE
    while running.rows() == before and time.monotonic() < ends:
        time.sleep(0.1)
    return CHANGES if running.rows() != before else found


def leads_to_login(event: dict[str, Any]) -> bool:
    return event["name"] == "_redirect" and event["payload"]["path"].startswith(routes.LOGIN)


def revealed(told: str) -> list[str]:
    return [secret for secret in (TOPIC, VOICE, OWNED, CALLS) if secret in told]


def every_call() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who calls which handler: those who may change nothing by it, and those who may."""
    every = [(who, key) for key in HANDLERS for who in PEOPLE]
    may = [(who, key) for who, key in every if decision(who, key) == CHANGES]
    return [call for call in every if call not in may], may


def decision(who: str, key: str) -> str:
    return HANDLERS[key].outcomes[PEOPLE.index(who)]


def test_each_handler_does_for_each_person_what_was_decided(installation: Installation) -> None:
    quiet, may_change = every_call()
    before = installation.rows()
    with ThreadPoolExecutor(_CALLERS) as pool:
        seen = dict(zip(quiet, pool.map(lambda c: called(installation, *c), quiet), strict=True))
    assert before ^ installation.rows() == set(), "changed by somebody who may not"
    for call in may_change:
        seen[call] = changing(installation, *call)
        installation.restore()
    wrong = {" ".join(call): saw for call, saw in seen.items() if saw != decision(*call)}
    assert not wrong, json.dumps(wrong, indent=1)
    assert "Traceback" not in installation.server.log(), installation.server.log()[-4_000:]


def hostile_calls(running: Installation) -> list[tuple[str, str, object]]:
    """Every handler that changes something or is sent something, with every hostile value."""
    return [
        (address_for(running, key), name, payload)
        for key, every in found_handlers().items()
        for name, arguments in every
        for payload in ({}, {"bogus": 1, "self": None}, *hostile(arguments))
        if arguments or CHANGES not in HANDLERS[key].outcomes
    ]


def hostile(arguments: list[str]) -> list[dict[str, object]]:
    return [dict.fromkeys(arguments, value) for value in HOSTILE if arguments]


def test_hostile_values_change_and_reveal_nothing(installation: Installation) -> None:
    before, calls = installation.rows(), hostile_calls(installation)

    def told(who: str) -> str:
        return told_for(installation.server.port, installation.cookie(who), calls)

    with ThreadPoolExecutor() as pool:
        heard = dict(zip(PEOPLE, pool.map(told, PEOPLE), strict=True))
    for who in ("anonymous", "stranger", "admin"):
        assert revealed(heard[who]) == [], who
    assert "Enter a topic." in heard["owner"]
    assert before ^ installation.rows() == set()
    assert "Traceback" not in installation.server.log(), installation.server.log()[-4_000:]
    assert httpx.get(f"{installation.server.url}/healthz").status_code == 200


def test_every_websocket_is_decided() -> None:
    found = {
        route.path
        for router in api._ROUTERS
        for route in router.routes
        if isinstance(route, APIWebSocketRoute)
    }
    assert found == set(SOCKETS)


def first_word(running: Installation, who: str, path: str) -> str:
    """What somebody hears first, or the code that closes the websocket."""
    cookie = running.cookie(who)
    address = f"ws://127.0.0.1:{running.server.port}{path}"
    headers = {"Cookie": cookie} if cookie else {}
    with connect(address, additional_headers=headers, proxy=None) as line:
        try:
            return str(json.loads(line.recv(timeout=10))["type"])
        except ConnectionClosed:
            return str(line.close_code)


def test_each_websocket_tells_each_person_what_was_decided(installation: Installation) -> None:
    for path, decided in SOCKETS.items():
        address = path.format(campaign_id=installation.campaign_id)
        found = tuple(first_word(installation, who, address) for who in PEOPLE)
        assert found == decided.outcomes


def answered(running: Installation, client: httpx.Client, key: str, payload: object) -> str:
    method, _, path = key.partition(" ")
    path = path.format(
        campaign_id=running.campaign_id,
        run_id=running.run_id,
        voice_id=running.voice_id,
        batch_id=running.batch_id,
        sample_id="x",
        agent="seo",
        a=1,
        b=2,
        number=1 if method == "GET" else 999,
        decision_id=running.run_id,
    )
    if path.startswith("/auth/") and method == "POST":
        return client.post(path, data=payload or {}).headers["location"]
    body = payload if method in ("POST", "PATCH", "PUT") else None
    asked: Any = payload if method == "GET" else None
    headers = {"If-Match": '"999"'}
    answer = client.request(method, path, json=body, params=asked, headers=headers)
    shown = json.dumps(answer.text)
    assert answer.status_code < 300 or not revealed(shown)
    return str(answer.status_code)


def test_each_route_answers_each_person_as_decided(installation: Installation) -> None:
    wrong = {}
    for who in PEOPLE:
        with installation.client(who) as client:
            for key, decided in ROUTES.items():
                got = answered(installation, client, key, decided.payload)
                if got != (wanted := decided.outcomes[PEOPLE.index(who)]):
                    wrong[f"{who}: {key}"] = (got, wanted)
    assert not wrong, json.dumps(wrong, indent=1)
