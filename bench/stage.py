"""The product's server with a stage beside it: `python -m bench.stage`.

`POST /bench/play` makes events of a campaign at a given pace, as its run would; `/bench/raw` is a
bare websocket to whose clients `POST /bench/raw_play` sends a text at a given pace. Each event and
each text carries the moment it was made, as "@seconds@". `POST /bench/play_list` changes names and
progress of many campaigns; each name says when. With BENCH_PAGES in the environment, pages too.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

import reflex as rx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from contentflow import db, live, serve, timeline
from contentflow.names import AgentName, EventType
from contentflow.timeline import Event
from tests.model_server import stamp

HERE = "@now@"
_STEP = 37  # percent; so that each progress differs from the last
_PROSE = " The desk stands where the light falls from the left." * 8
_raw: list[WebSocket] = []


def app() -> ASGIApp:
    """The product's app, as it is served, and the stage."""
    from contentflow import contentflow as product

    made: rx.App = product.app
    served: ASGIApp = made()
    stage = Starlette(
        routes=[
            WebSocketRoute("/bench/raw", _listen),
            Route("/bench/play", _play, methods=["POST"]),
            Route("/bench/play_list", _play_list, methods=["POST"]),
            Route("/bench/raw_play", _raw_play, methods=["POST"]),
        ]
    )

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        on_stage = str(scope.get("path", "")).startswith("/bench/")
        await (stage if on_stage else served)(scope, receive, send)

    return either


async def _listen(socket: WebSocket) -> None:
    await socket.accept()
    _raw.append(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        _raw.remove(socket)


async def _play(request: Request) -> Response:
    asked = await request.json()
    act = _progress if asked["kind"] == "progress" else _tail

    async def once(number: int) -> None:
        await act(asked["campaign_id"], asked["run_id"], number)

    return await _paced(once, asked["rate"], asked["seconds"])


async def _progress(campaign_id: str, run_id: str, number: int) -> None:
    data = {"progress": number * _STEP % 100, "task": f"Event @{time.time():.6f}@"}
    event = Event(EventType.AGENT_PROGRESS, data, AgentName.WRITER)
    await timeline.record(campaign_id, run_id, event)


async def _play_list(request: Request) -> Response:
    asked = await request.json()
    ids = asked["ids"]

    async def once(number: int) -> None:
        await _renamed(ids[number % len(ids)], number)

    return await _paced(once, asked["rate"], asked["seconds"])


async def _renamed(campaign_id: str, number: int) -> None:
    progress = number * _STEP % 100
    event = Event(EventType.AGENT_PROGRESS, {"progress": progress, "task": ""}, AgentName.WRITER)
    columns = {"name": f"Renamed {stamp()}", "progress": progress}
    async with db.transaction() as session:
        messages = await timeline.append_all(session, campaign_id, None, [event], **columns)
    for message in messages:
        live.publish(campaign_id, message)


async def _tail(campaign_id: str, run_id: str, _number: int) -> None:
    about = {"type": EventType.TAIL.value, "run_id": run_id, "agent_type": "writer"}
    text = f"@{time.time():.6f}@{_PROSE}"
    live.publish(campaign_id, {**about, "campaign_id": campaign_id, "block_id": "", "text": text})


async def _raw_play(request: Request) -> Response:
    asked = await request.json()

    async def once(_number: int) -> None:
        text = asked["text"].replace(HERE, f"@{time.time():.6f}@")
        for socket in _raw:
            await socket.send_text(text)

    return await _paced(once, asked["rate"], asked["seconds"])


async def _paced(act: Callable[[int], Awaitable[None]], rate: float, seconds: float) -> Response:
    loop = asyncio.get_running_loop()
    began, count = loop.time(), int(rate * seconds)
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
        await act(number)
    return JSONResponse({"made": count})


if __name__ == "__main__":
    if "BENCH_PAGES" not in os.environ:
        del serve.SERVE_PREBUILT["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"]
    serve.APP = "bench.stage:app"
    serve.build_if_changed = lambda: False
    sys.exit(serve.main())
