"""Every handler and every route, called by every kind of person: only what was decided happens."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import httpx
import pytest
from fastapi.routing import APIRoute

from contentflow.api import app as api
from tests.e2e.test_handlers import handlers
from tests.e2e.wire import Wire
from tests.security.installation import TOPIC, Installation, installed
from tests.security.outcomes import CHANGES, HANDLERS, LOGIN, OWN, PEOPLE, ROUTES, SEES, VOICE, Row

NOWHERE = "/nowhere"  # a page without events of its own
HOSTILE: list[object] = [None, 1e308, "x" * 5_000 + "<script>\u0000", ["a", {}], {"$ref": 1}]
_AT_ONCE = 70  # events of one socket, which may send so many without waiting
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
            closed = path.endswith("{path:path}")
            listed.add(f"* {path.replace(':path', '')}" if closed else f"GET {path}")
    return listed | {"GET /ping", "GET /_health"}


def mounted() -> set[str]:
    """What Reflex itself serves beside the pages."""
    from contentflow.contentflow import app

    return {str(getattr(route, "path", route)) for route in app._api.routes if app._api}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
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
    if key.startswith("BrandVoiceState"):
        return f"/brand-voices/{running.voice_id}"
    return f"/campaigns/{running.campaign_id}"


def sent(running: Installation, payload: object) -> object:
    """The payload with everybody's ids in it."""
    text = json.dumps(payload)
    for who, user_id in {**running.people, "campaign": running.campaign_id}.items():
        text = text.replace(f"@{who}", user_id)
    return json.loads(text)


def called(running: Installation, who: str, key: str, decided: Row) -> str:
    """What calling a handler did for one person."""
    before = running.digest()
    with Wire(running.server.port, NOWHERE, running.cookie(who)) as wire:
        wire.listen(0.15)
        wire.at(address_for(running, key))
        if decided.first:
            wire.call(found_handlers()[decided.first][0][0], {})
            wire.listen(0.3)
        wire.deltas.clear()
        wire.call(found_handlers()[key][0][0], sent(running, decided.payload))
        wire.listen(0.3)
        told = wire.everything
    if running.digest() != before:
        return CHANGES
    if '"/login"' in told:
        return LOGIN if not reveals(told) else SEES
    return SEES if reveals(told) else OWN


def reveals(told: str) -> bool:
    return TOPIC in told or VOICE in told


def observed(running: Installation, key: str, decided: Row) -> dict[str, str]:
    """By person; those who may change something one after the other, the others at once."""
    quiet = [
        who for who, outcome in zip(PEOPLE, decided.outcomes, strict=True) if outcome != CHANGES
    ]
    with ThreadPoolExecutor() as pool:
        tried = pool.map(lambda who: called(running, who, key, decided), quiet)
        seen = dict(zip(quiet, tried, strict=True))
    for who in PEOPLE:
        if who not in seen:
            seen[who] = called(running, who, key, decided)
    return seen


def test_each_handler_does_for_each_person_what_was_decided(installation: Installation) -> None:
    wrong = {}
    for key, decided in HANDLERS.items():
        wanted = dict(zip(PEOPLE, decided.outcomes, strict=True))
        seen = observed(installation, key, decided)
        if different := {who: seen[who] for who in PEOPLE if seen[who] != wanted[who]}:
            wrong[key] = different
        if CHANGES in decided.outcomes:
            installation.make_private()
    assert not wrong, json.dumps(wrong, indent=1)
    assert "Traceback" not in installation.server.log(), installation.server.log()[-4_000:]


def hostile_calls(running: Installation) -> list[tuple[str, str, object]]:
    """Every handler with every hostile value, with the page it is called from."""
    return [
        (address_for(running, key), name, dict.fromkeys(arguments, value))
        for key, every in found_handlers().items()
        if SEES not in HANDLERS[key].outcomes
        for name, arguments in every
        for value in (HOSTILE if arguments else [None])
    ]


def bombarded(running: Installation, who: str) -> str:
    """What one person is told for all of them, over several sockets: one is read slowly."""
    calls, told = hostile_calls(running), ""
    for start in range(0, len(calls), _AT_ONCE):
        with Wire(running.server.port, NOWHERE, running.cookie(who)) as wire:
            for path, name, payload in calls[start : start + _AT_ONCE]:
                wire.at(path)
                wire.call(name, payload)
            wire.listen(0.5)
            told += wire.everything
    return told


def test_hostile_values_change_and_reveal_nothing(installation: Installation) -> None:
    before = installation.digest()
    with ThreadPoolExecutor() as pool:
        told = dict(
            zip(PEOPLE, pool.map(lambda who: bombarded(installation, who), PEOPLE), strict=True)
        )
    for who in ("anonymous", "stranger", "admin"):
        assert not reveals(told[who])
    assert installation.digest() == before
    assert "Traceback" not in installation.server.log(), installation.server.log()[-4_000:]


def answered(running: Installation, client: httpx.Client, key: str, payload: object) -> str:
    method, _, path = key.partition(" ")
    path = path.format(
        campaign_id=running.campaign_id, voice_id=running.voice_id, sample_id="x", path="nothing"
    )
    if path.startswith("/auth/") and method == "POST":
        return client.post(path, data=payload or {}).headers["location"]
    body = payload if method in ("POST", "PATCH", "PUT") else None
    answer = client.request(
        "GET" if method == "*" else method, path, json=body, headers={"If-Match": '"999"'}
    )
    shown = json.dumps(answer.text)
    assert answer.status_code < 300 or not reveals(shown)
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
