"""What a room sends is what Reflex itself would send, and only to whoever is in the room."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
import reflex as rx
from reflex.constants import Endpoint
from reflex.utils.format import json_dumps

from contentflow.contentflow import app
from contentflow.state import broadcast
from contentflow.state.campaign import CampaignState

NAMESPACE = f"/{Endpoint.EVENT.value}"


class Wires:
    """Sockets without a network; `heard` has what each was sent, as text."""

    def __init__(self, app: rx.App, monkeypatch: pytest.MonkeyPatch) -> None:
        assert app.sio is not None
        self.sio = app.sio
        self.room = f"campaign:{uuid4()}"  # the app is that of all tests
        self.heard: dict[str, list[str]] = {}
        self._sockets: list[str] = []
        monkeypatch.setattr(self.sio, "_send_eio_packet", self._send)

    async def connect(self, name: str) -> str:
        self.heard[name] = []
        sid: str = await self.sio.manager.pre_connect(name, NAMESPACE)
        self._sockets.append(await self.sio.manager.connect(sid, NAMESPACE))
        return sid

    async def close(self) -> None:
        for sid in self._sockets:
            await self.sio.manager.disconnect(sid, NAMESPACE)

    async def _send(self, name: str, packet: Any) -> None:
        self.heard[name].append(str(packet.data))


@pytest.fixture
async def wires(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wires]:
    opened = Wires(app, monkeypatch)
    yield opened
    await opened.close()


async def test_a_room_hears_and_nobody_else(wires: Wires) -> None:
    inside, outside = await wires.connect("in"), await wires.connect("out")
    assert await broadcast.enter(inside, wires.room)
    await broadcast.send(wires.room, CampaignState, {"announcement": "Emma"})
    assert [len(wires.heard[name]) for name in ("in", "out")] == [1, 0]
    await broadcast.send(outside, CampaignState, {"announcement": "Ulysses"})
    assert "Ulysses" in wires.heard["out"][0]
    assert len(wires.heard["in"]) == 1


async def test_whoever_left_gets_nothing_more(wires: Wires) -> None:
    socket = await wires.connect("in")
    await broadcast.enter(socket, wires.room)
    await broadcast.leave(socket, wires.room)
    await broadcast.leave(socket, wires.room)
    await broadcast.send(wires.room, CampaignState, {"announcement": "Emma"})
    assert wires.heard["in"] == []


async def test_a_closed_socket_enters_nothing(wires: Wires) -> None:
    assert not await broadcast.enter("gone", wires.room)


async def test_nothing_changed_is_not_sent(wires: Wires) -> None:
    socket = await wires.connect("in")
    await broadcast.send(socket, CampaignState, {})
    assert wires.heard["in"] == []


async def test_it_is_what_reflex_sends_for_the_same_change() -> None:
    state = a_state()
    state.announcement = "Emma"
    theirs = {name: values for name, values in state.get_delta().items() if "campaign" in name}
    ours = broadcast.update(CampaignState, {"announcement": "Emma"})
    assert json_dumps(ours.delta) == json_dumps(theirs)


async def test_what_is_put_is_in_the_state_and_not_sent_again() -> None:
    state = a_state()
    broadcast.put(state, {"announcement": "Emma"})
    assert state.announcement == "Emma"
    assert not state.get_delta()


def a_state() -> CampaignState:
    """As it is after everything was sent."""
    state = CampaignState()
    state.get_delta()
    state._clean()
    return state


async def test_a_page_is_told_where_it_is_now_whichever_event_came_late(wires: Wires) -> None:
    token, now = str(uuid4()), await wires.connect("now")
    namespace = app.event_namespace
    assert namespace is not None
    await namespace.link_token_to_sid(now, token)
    session = SimpleNamespace(client_token=token, session_id="of a connection that was lost")
    page = cast("rx.State", SimpleNamespace(router=SimpleNamespace(session=session)))
    assert broadcast.socket_of(page) == now
    await namespace._token_manager.disconnect_token(token, now)
    assert broadcast.socket_of(page) == ""
