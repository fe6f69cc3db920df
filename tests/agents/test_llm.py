"""Every fault of an endpoint, over real HTTP."""

import asyncio
import json
from itertools import pairwise

import pytest

from contentflow.agents import llm
from contentflow.agents.calls import RetryPolicy
from contentflow.agents.llm import connect
from contentflow.agents.model import Prompt
from contentflow.agents.prices import price
from contentflow.agents.signals import Retry
from contentflow.config import Config
from contentflow.errors import ModelExhausted, PermanentModelError, TransientModelError
from contentflow.names import AgentName
from tests.agents.conftest import FAST, Collector, MemoryJournal, chat, journaled
from tests.model_server import Fault, ModelServer

PROSE = Prompt(
    "You write.",
    "Topic: <<<garden tools>>>\n"
    "Write about 60 words as plain text for people who like to dig in soil.",
    200,
)
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string", "maxLength": 20}},
    "required": ["title"],
    "additionalProperties": False,
}
JSON = Prompt("You plan.", "Topic: <<<garden tools>>>\nName it.", 80, schema=SCHEMA)


async def test_streams_the_growing_text_and_reports_tokens(server: ModelServer) -> None:
    seen: list[str] = []

    async def on_text(text: str) -> None:
        seen.append(text)

    reply = await chat(server).complete(PROSE, on_text)
    assert len(seen) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(seen))
    assert reply.text == seen[-1].strip()
    assert reply.model == "scripted-1"
    assert reply.input_tokens
    assert reply.output_tokens


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault.TOO_MANY, "slow down"),
        (Fault.SERVER_ERROR, "500"),
        (Fault.DROPPED, "connection"),
        (Fault.CUT, "cut off"),
        (Fault.BROKEN, "broke off"),
        (Fault.ERROR_IN_STREAM, "engine went away"),
        (Fault.SILENT, "in time"),
        (Fault.ENDLESS, "in time"),
        (Fault.EMPTY, "empty"),
        (Fault.ECHO, "repeated the prompt"),
        (Fault.OTHER_SCRIPT, "Latin"),
    ],
)
async def test_transient_faults(server: ModelServer, fault: Fault, message: str) -> None:
    server.script(fault)
    with pytest.raises(TransientModelError, match=message):
        await chat(server, chunk=0.5, total=1.0).complete(PROSE)
    assert server.requests == 1, "the SDK must not retry by itself"


@pytest.mark.parametrize("steps", range(6))
async def test_who_is_cancelled_twice_has_hung_up(server: ModelServer, steps: int) -> None:
    began, model = asyncio.Event(), chat(server)

    async def on_text(_: str) -> None:
        began.set()

    server.script(Fault.ENDLESS)
    call = asyncio.create_task(model.complete(PROSE, on_text))
    await began.wait()
    call.cancel()
    for _ in range(steps):
        await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(10):
        while server.answering:
            await asyncio.sleep(0.01)


async def test_a_cancellation_that_is_lost_is_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "_HANGING_UP", 0.05)
    heard = 0

    async def deaf_once() -> llm._Heard:
        nonlocal heard
        while heard < 2:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                heard += 1
        raise asyncio.CancelledError

    call = asyncio.create_task(llm._hung_up(deaf_once()))
    await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(10):
            await call
    assert heard == 2


async def test_an_endpoint_that_is_down_is_transient(server: ModelServer) -> None:
    with ModelServer() as gone:
        pass
    with pytest.raises(TransientModelError, match="connection"):
        await chat(gone).complete(PROSE)


async def test_retry_after_is_read(server: ModelServer) -> None:
    server.retry_after = 7
    server.script(Fault.TOO_MANY)
    with pytest.raises(TransientModelError) as caught:
        await chat(server).complete(PROSE)
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("fault", "todo"),
    [(Fault.UNAUTHORISED, "OPENAI_API_KEY"), (Fault.NOT_FOUND, "CONTENTFLOW_MODEL")],
)
async def test_permanent_faults_say_what_to_do(
    server: ModelServer, fault: Fault, todo: str
) -> None:
    server.default = fault
    journal = MemoryJournal()
    with pytest.raises(PermanentModelError, match=todo):
        await journaled(server, journal).complete(PROSE)
    assert server.requests == 1
    assert len(journal.failures) == 1


async def test_a_wrong_key_is_permanent(server: ModelServer) -> None:
    with pytest.raises(PermanentModelError, match="refused"):
        await chat(server, key="wrong").complete(PROSE)


async def test_a_reply_over_its_bound_keeps_its_whole_sentences(server: ModelServer) -> None:
    server.replies.append("One whole sentence stands here.")
    server.script(Fault.TOO_LONG)
    reply = await chat(server).complete(PROSE)
    assert reply.text == "One whole sentence stands here."


@pytest.mark.parametrize(
    "text", ['{"title": "Half', '{"name": "x"}', '{"title": 3}', "[]", "Sure!"]
)
async def test_json_that_does_not_fit_is_transient(server: ModelServer, text: str) -> None:
    server.replies.append(text)
    with pytest.raises(TransientModelError, match=r"JSON|fit"):
        await chat(server).complete(JSON)


async def test_json_is_cut_to_its_bounds(server: ModelServer) -> None:
    server.replies.append('```json\n{"title": "Spades and rakes and hoes", "extra": 1}\n```')
    reply = await chat(server).complete(JSON)
    assert json.loads(reply.text) == {"title": "Spades and rakes"}


@pytest.mark.parametrize(
    ("fault", "asked"), [(Fault.REFUSES_BOUNDS, [2, 1]), (Fault.REFUSES_SCHEMA, [3, 1])]
)
async def test_what_an_endpoint_cannot_do_is_remembered(
    server: ModelServer, fault: Fault, asked: list[int]
) -> None:
    server.default = fault
    counts = []
    for _ in asked:
        before = server.requests
        server.replies.append('{"title": "Spades"}')
        await chat(server).complete(JSON)
        counts.append(server.requests - before)
    assert counts == asked


async def test_a_call_survives_five_failures(server: ModelServer) -> None:
    server.script(*[Fault.SERVER_ERROR] * 4, Fault.TOO_MANY)
    journal, told = MemoryJournal(), Collector()
    reply = await journaled(server, journal, told).complete(PROSE)
    assert reply.text
    assert journal.attempts == [(0, attempt) for attempt in range(1, 7)]
    assert [(retry.attempt, retry.of) for retry in told.of(Retry)] == [(n, 6) for n in range(2, 7)]


async def test_six_failures_exhaust_a_call(server: ModelServer) -> None:
    server.default = Fault.CUT
    journal = MemoryJournal()
    with pytest.raises(ModelExhausted, match=r"All 6 attempts failed.*cut off"):
        await journaled(server, journal).complete(PROSE)
    assert server.requests == 6
    assert len(journal.failures) == 6


async def test_recorded_replies_are_not_asked_for_again(server: ModelServer) -> None:
    journal = MemoryJournal()
    first = await journaled(server, journal).complete(PROSE)
    again = await journaled(server, journal).complete(PROSE)
    assert again == first
    assert server.requests == 1


async def test_a_recorded_reply_to_another_prompt_is_not_used(server: ModelServer) -> None:
    journal = MemoryJournal()
    await journaled(server, journal).complete(PROSE)
    await journaled(server, journal).complete(JSON_OF_TITLE)
    assert server.requests == 2


JSON_OF_TITLE = Prompt("You write.", "Topic: <<<kites>>>\nWrite about 20 words.", 90)


def test_delays_double_to_a_limit_and_honour_what_was_asked() -> None:
    policy = RetryPolicy()
    assert 0.3 <= policy.delay(1, None) <= 0.7
    assert 15 <= policy.delay(9, None) <= 25
    assert policy.delay(1, 7.0) == 7.0
    assert policy.delay(1, 3600.0) == 60.0
    assert FAST.delay(5, None) < 0.02


async def test_connect_uses_the_configured_endpoint(server: ModelServer) -> None:
    settings = Config(openai_api_key=server.key, openai_base_url=server.url, model="scripted-1")

    async def no_demo() -> None:
        raise AssertionError("the demo model is not used")

    model = await connect(settings, AgentName.SEO, no_demo)  # type: ignore[arg-type]
    assert (await model.complete(PROSE)).text
    assert server.bodies[0]["model"] == "scripted-1"


@pytest.mark.parametrize(
    ("model", "url", "tokens", "expected"),
    [
        ("smollm2-135m", "", (1000, 1000), 0.0),
        ("no-such-model", "http://127.0.0.1:1/v1", (1000, 1000), None),
        ("gpt-4o-mini", "", (None, None), None),
    ],
)
def test_prices(
    model: str, url: str, tokens: tuple[int | None, int | None], expected: float | None
) -> None:
    assert price(model, url, *tokens) == expected


def test_a_known_model_has_a_price() -> None:
    cost = price("gpt-4o-mini", "", 1_000_000, 0)
    assert cost is not None
    assert cost > 0
