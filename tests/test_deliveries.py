"""Webhooks over real HTTP: signed, in order, tried again, stopped in time."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from contentflow import campaigns, db, deliveries, timeline, webhooks
from contentflow.briefs import NewCampaign
from contentflow.campaigns import Created
from contentflow.deliveries import sending
from contentflow.fetching import Network
from contentflow.models import Webhook, WebhookDelivery, now
from contentflow.names import AgentName, DeliveryStatus, EventType
from contentflow.person import Person
from contentflow.timeline import Event

GUIDE = Path(__file__).parent.parent / "docs" / "webhooks.md"


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server on loopback that answers by path, in turn, and keeps what it was sent."""

    port: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)
    got: list[Request] = field(default_factory=list)
    takes: float = 0.0  # seconds for an answer

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await self._read(reader)
            self.got.append(request)
            await asyncio.sleep(self.takes)
            left = self.answers.get(request.path, [])
            answer = left.pop(0) if len(left) > 1 else left[0] if left else "200 OK"
            if answer == "never":
                await asyncio.sleep(30)
            more = "Location: http://10.0.0.8/\r\n" if answer.startswith("3") else ""
            body = "x" * 5_000_000 if answer == "200 Long" else ""
            head = f"HTTP/1.1 {answer}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
            writer.write((head + body).encode())
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Request:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        assert first.startswith("POST ")
        return Request(first.split(" ")[1], headers, body)

    def url(self, path: str) -> str:
        return f"http://hooks.example:{self.port}{path}"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


async def _resolve(host: str, _port: int) -> list[str]:
    return ["127.0.0.1"] if host == "hooks.example" else ["10.0.0.8"]


LOCAL = Network(_resolve, allows=lambda address: address == "127.0.0.1")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(deliveries, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(deliveries, "_CALM", 0.01)
    monkeypatch.setattr(deliveries, "_BUSY", 0.01)


@pytest.fixture
async def made(person: Person) -> Created:
    return await campaigns.create(person, NewCampaign(topic="Tea"))


async def happen(made: Created, times: int = 1) -> None:
    for number in range(times):
        event = Event(EventType.AGENT_COMPLETED, {"score_after": number}, AgentName.SEO)
        await timeline.record(made.id, made.run_id, event)


async def rows(webhook_id: str) -> list[WebhookDelivery]:
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    async with db.reading() as session:
        return list((await session.exec(query.order_by(col(WebhookDelivery.id)))).all())


async def hook_of(webhook_id: str) -> Webhook:
    async with db.reading() as session:
        return await session.get_one(Webhook, webhook_id)


async def until(look: Callable[[], Awaitable[Any]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await look():
            await asyncio.sleep(0.02)


def over(webhook_id: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        left = await rows(webhook_id)
        return all(row.status is not DeliveryStatus.WAITING for row in left)

    return look


async def add(admin: Person, url: str) -> tuple[str, str]:
    return await webhooks.add(admin, url, ["agent_completed"])


def guide_code() -> Callable[[str, dict[str, str], bytes], bool]:
    """The very example that docs/webhooks.md gives to those who write a receiver."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 -- our own documentation is what is tested
    found: Callable[[str, dict[str, str], bytes], bool] = names["is_genuine"]
    return found


async def test_two_failures_then_it_arrives_signed(
    admin: Person, made: Created, receiver: Receiver
) -> None:
    hook, secret = await add(admin, receiver.url("/in?a=1"))
    receiver.answers["/in?a=1"] = ["500 Oops", "500 Oops", "200 OK"]
    await happen(made)
    async with sending(LOCAL):
        await until(over(hook))
    (row,) = await rows(hook)
    assert (row.status, row.attempts, row.response_status, row.error) == (
        DeliveryStatus.DELIVERED,
        3,
        200,
        "",
    )
    assert len(receiver.got) == 3
    is_genuine, last = guide_code(), receiver.got[-1]
    assert is_genuine(secret, last.headers, last.body)
    assert not is_genuine("whsec_other", last.headers, last.body)
    assert not is_genuine(secret, last.headers, last.body + b" ")
    assert not is_genuine(secret, last.headers | {"contentflow-timestamp": "1"}, last.body)
    assert last.headers["host"] == f"hooks.example:{receiver.port}"
    assert last.headers["contentflow-event"] == "agent_completed"
    sent = json.loads(last.body)
    assert (sent["id"], sent["campaign_id"], sent["seq"]) == (row.id, made.id, 2)
    assert {request.headers["contentflow-delivery"] for request in receiver.got} == {row.id}


async def test_an_event_that_happens_while_it_serves_is_sent_in_order(
    admin: Person, made: Created, receiver: Receiver
) -> None:
    hook, _ = await add(admin, receiver.url("/"))
    receiver.answers["/"] = ["200 OK", "503 Busy", "503 Busy", "204 None"]
    async with sending(LOCAL):
        await asyncio.sleep(0.05)
        await happen(made, 4)
        await until(over(hook))
    assert [json.loads(request.body)["seq"] for request in receiver.got] == [2, 3, 3, 3, 4, 5]


async def test_it_looks_when_there_is_something_to_tell_and_not_at_every_step(
    admin: Person, made: Created, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    heads = deliveries._heads

    async def counted() -> dict[str, datetime]:
        nonlocal looks
        looks += 1
        return await heads()

    monkeypatch.setattr(deliveries, "_heads", counted)
    hook, _ = await add(admin, receiver.url("/"))
    async with sending(LOCAL):
        for number in range(5):
            await asyncio.sleep(0.05)
            progress = Event(EventType.AGENT_PROGRESS, {"progress": number}, AgentName.SEO)
            await timeline.record(made.id, made.run_id, progress)
        await asyncio.sleep(0.1)
        assert looks == 1
        await happen(made)
        await until(over(hook))
    assert looks > 1


async def test_one_that_hangs_holds_up_nobody_else(
    admin: Person, made: Created, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "TIMEOUT", 3.0)
    receiver.answers["/slow"] = ["never"]
    slow, _ = await add(admin, receiver.url("/slow"))
    fast, _ = await add(admin, receiver.url("/fast"))
    await happen(made, 2)
    async with sending(LOCAL):
        await until(over(fast), 2.9)
        (first, second) = await rows(slow)
        assert (first.attempts, second.attempts) == (1, 0)

        async def gave_up() -> bool:
            return bool((await rows(slow))[0].error)

        await until(gave_up)
    assert (await rows(slow))[0].error == "No answer within 3 s"


async def test_one_that_fails_for_good_is_paused_and_goes_on_when_turned_on(
    admin: Person, made: Created, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_ATTEMPTS", 3)
    receiver.answers["/"] = ["500 Oops"]
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made, 5)

    async def paused() -> bool:
        return (await hook_of(hook)).paused_at is not None

    async with sending(LOCAL):
        await until(paused)
        await asyncio.sleep(0.1)
        assert len(receiver.got) == 9
        await happen(made)  # not kept: the webhook is paused
        assert [row.status.value for row in await rows(hook)] == ["failed"] * 3 + ["waiting"] * 2
        receiver.answers["/"] = ["200 OK"]
        await webhooks.switch(admin, hook, on=True)
        await until(over(hook))
        first = (await webhooks.log(admin, hook))[-1]
        await webhooks.send_again(admin, first.id)
        await until(over(hook))
    statuses = [row.status.value for row in await rows(hook)]
    assert statuses == ["delivered", "failed", "failed", "delivered", "delivered"]
    assert (await hook_of(hook)).failed == 0


async def test_an_attempt_that_ends_while_the_rows_are_read_is_not_forgotten(
    admin: Person, made: Created, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = deliveries._heads

    async def read_slowly() -> dict[str, datetime]:
        found = await read()
        await asyncio.sleep(0.1)  # time enough for an attempt to end
        return found

    monkeypatch.setattr(deliveries, "_heads", read_slowly)
    receiver.answers["/"], receiver.takes = ["500 Oops", "500 Oops", "200 OK"], 0.05
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made)
    async with sending(LOCAL):
        await until(over(hook), 10)  # a claim that nobody marked holds for 30 seconds
    assert len(receiver.got) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("302 Found", "redirects are not followed"),
        ("404 Not Found", "Answered 404"),
        ("nonsense", "No connection"),
    ],
)
async def test_what_is_no_delivery(
    admin: Person, made: Created, receiver: Receiver, answer: str, said: str
) -> None:
    receiver.answers["/"] = [answer]
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made)
    claimed = await deliveries.claim(hook)
    assert claimed
    assert said in (await deliveries.post(claimed, LOCAL)).error
    assert len(receiver.got) == 1


@pytest.mark.parametrize("host", ["inside.example", "127.0.0.1", "[::1]", "localhost"])
async def test_private_places_are_never_called(
    admin: Person, made: Created, receiver: Receiver, host: str
) -> None:
    hook, _ = await add(admin, receiver.url("/"))
    async with db.transaction() as session:  # as if the address had been let in
        row = await session.get_one(Webhook, hook)
        row.url = f"http://{host}:{receiver.port}/"
    await happen(made)
    claimed = await deliveries.claim(hook)
    assert claimed
    network = Network(_resolve) if host == "inside.example" else Network()
    assert "not on the public internet" in (await deliveries.post(claimed, network)).error
    assert receiver.got == []


async def test_a_long_answer_is_not_read(admin: Person, made: Created, receiver: Receiver) -> None:
    receiver.answers["/"] = ["200 Long"]
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made)
    claimed = await deliveries.claim(hook)
    assert claimed
    assert (await deliveries.post(claimed, LOCAL)).status == 200


async def test_two_processes_send_it_once(admin: Person, made: Created, receiver: Receiver) -> None:
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made, 3)
    taken = await asyncio.gather(*(deliveries.claim(hook) for _ in range(5)))
    assert len([one for one in taken if one]) == 1
    async with sending(LOCAL), sending(LOCAL):
        await happen(made, 3)
        await asyncio.sleep(0.3)
        assert receiver.got == []  # the claimed one is first, until its time is up
        async with db.transaction() as session:
            row = await session.get_one(WebhookDelivery, (await rows(hook))[0].id)
            row.next_at = now()
        webhooks._wake()
        await until(over(hook))
    assert [json.loads(request.body)["seq"] for request in receiver.got] == [2, 3, 4, 5, 6, 7]


async def test_a_webhook_deleted_while_it_is_called(
    admin: Person, made: Created, receiver: Receiver
) -> None:
    hook, _ = await add(admin, receiver.url("/"))
    await happen(made)
    claimed = await deliveries.claim(hook)
    assert claimed
    await webhooks.remove(admin, hook)
    await deliveries.mark(claimed, deliveries.Answer(200, ""))
    assert await rows(hook) == []


def test_waits_double_up_to_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "FIRST_WAIT", 1.0)
    monkeypatch.setattr(deliveries, "LONGEST_WAIT", 900.0)
    waits = [deliveries.wait_after(attempt) for attempt in range(1, 13)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-2:] == [900, 900]
