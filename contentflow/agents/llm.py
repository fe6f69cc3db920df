"""Models over OpenAI-compatible endpoints: one attempt at a reply."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from contentflow.agents.model import OnText, Prompt, Reply
from contentflow.agents.prices import OPENAI_URL
from contentflow.agents.replies import unbounded, usable
from contentflow.config import Config
from contentflow.names import AgentName

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

_HANGING_UP = 1.0  # seconds until a cancellation that was lost is said again
# Found to keep the demo model from going round in circles.
DEMO_PARAMETERS: dict[str, Any] = {"repeat_penalty": 1.15, "min_p": 0.05}


@dataclass(frozen=True)
class Endpoint:
    """Where a model is reached."""

    url: str
    key: str = field(repr=False)
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, between two chunks, and for a whole reply however lively it is."""

    connect: float = 10.0
    chunk: float = 60.0
    total: float = 240.0


@dataclass
class Abilities:
    """What an endpoint was found to accept. `schema` steps down: bounded, unbounded, json, none."""

    schema: str = "bounded"
    temperature: bool = True
    usage: bool = True

    def learn(self, said: str, prompt: Prompt) -> bool:
        """Take note of a 400; True when the request is worth asking in another way."""
        if self.temperature and "temperature" in said:
            self.temperature = False
        elif self.usage and "stream_options" in said:
            self.usage = False
        elif prompt.schema is not None and self.schema != "none":
            steps = ["bounded", "unbounded", "json", "none"]
            self.schema = steps[steps.index(self.schema) + 1]
        else:
            return False
        return True


_abilities: dict[tuple[str, str], Abilities] = {}


class ChatModel:
    """One attempt at a reply, streamed through LangChain. Implements `Model`.

    `resolve` gives the endpoint anew for every call, since the demo model's moves when it restarts.
    """

    def __init__(
        self,
        name: str,
        resolve: Callable[[], Awaitable[Endpoint]],
        timeouts: Timeouts | None = None,
    ) -> None:
        self.name = name
        self._resolve = resolve
        self._timeouts = timeouts or Timeouts()
        self._chats: dict[str, ChatOpenAI] = {}

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        """The reply of one attempt, checked."""
        endpoint = await self._resolve()
        abilities = _abilities.setdefault((endpoint.url, self.name), Abilities())
        chat = await self._chat(endpoint)
        import openai

        from contentflow.agents.failures import BROKEN, explain, said_by

        while True:
            try:
                async with asyncio.timeout(self._timeouts.total):
                    arguments = _arguments(prompt, endpoint, abilities)
                    heard = await _hung_up(_listen(chat, prompt, arguments, on_text))
                break
            except openai.BadRequestError as error:
                if not abilities.learn(said_by(error), prompt):
                    raise explain(error, self.name, endpoint.url) from error
            except (openai.OpenAIError, *BROKEN) as error:
                raise explain(error, self.name, endpoint.url) from error
        text = usable(prompt, heard.text, heard.finish)
        return Reply(text, heard.model or self.name, heard.input_tokens, heard.output_tokens)

    async def _chat(self, endpoint: Endpoint) -> "ChatOpenAI":
        chat = self._chats.get(endpoint.url)
        if chat is None:
            # Imported late and in a thread: it takes most of a second.
            chat = await asyncio.to_thread(_new_chat, self.name, endpoint, self._timeouts)
            self._chats[endpoint.url] = chat
        return chat


def _new_chat(name: str, endpoint: Endpoint, timeouts: Timeouts) -> "ChatOpenAI":
    from langchain_openai import ChatOpenAI

    timeout = httpx.Timeout(timeouts.chunk, connect=timeouts.connect)
    # Kept-alive connections are worth their sockets only where there is a TLS handshake to save.
    keep = 10 if urlsplit(endpoint.url).scheme == "https" else 0
    limits = httpx.Limits(max_keepalive_connections=keep)
    return ChatOpenAI(
        model=name,
        api_key=SecretStr(endpoint.key or "none"),
        base_url=endpoint.url,
        max_retries=0,
        timeout=timeout,
        # Its wait_for loses a cancellation that meets a chunk (Python 3.11), and with it the end of
        # an endless reply; the transport bounds the wait for a chunk as well.
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=httpx.AsyncClient(timeout=timeout, limits=limits, follow_redirects=True),
    )


def _arguments(prompt: Prompt, endpoint: Endpoint, abilities: Abilities) -> dict[str, Any]:
    arguments: dict[str, Any] = {"max_tokens": prompt.max_tokens, "stream_usage": abilities.usage}
    if abilities.temperature:
        arguments["temperature"] = prompt.temperature
    extra = dict(endpoint.parameters)
    if endpoint.url != OPENAI_URL:
        # LangChain sends max_completion_tokens, which not every other server knows.
        extra["max_tokens"] = prompt.max_tokens
    form = _response_format(prompt, abilities)
    if form:
        # As an argument of its own it would take LangChain's parsing path, which loses the usage.
        extra["response_format"] = form
    if extra:
        arguments["extra_body"] = extra
    return arguments


def _response_format(prompt: Prompt, abilities: Abilities) -> dict[str, Any] | None:
    if prompt.schema is None or abilities.schema == "none":
        return None
    if abilities.schema == "json":
        return {"type": "json_object"}
    schema = prompt.schema if abilities.schema == "bounded" else unbounded(prompt.schema)
    return {
        "type": "json_schema",
        "json_schema": {"name": "reply", "strict": True, "schema": schema},
    }


@dataclass
class _Heard:
    text: str = ""
    finish: str | None = None
    model: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None

    def add(self, chunk: "AIMessageChunk") -> None:
        self.text += chunk.text
        self.finish = chunk.response_metadata.get("finish_reason") or self.finish
        self.model = chunk.response_metadata.get("model_name") or self.model
        if chunk.usage_metadata:
            self.input_tokens = chunk.usage_metadata["input_tokens"]
            self.output_tokens = chunk.usage_metadata["output_tokens"]


async def _listen(
    chat: "ChatOpenAI", prompt: Prompt, arguments: dict[str, Any], on_text: OnText | None
) -> _Heard:
    heard = _Heard()
    system = prompt.system
    if prompt.schema is not None:
        system += f"\nAnswer with JSON only, of this schema: {json.dumps(prompt.schema)}"
    async for chunk in chat.astream([("system", system), ("human", prompt.user)], **arguments):
        before = len(heard.text)
        heard.add(chunk)
        if on_text and prompt.schema is None and len(heard.text) > before:
            await on_text(heard.text)
    return heard


async def _hung_up(listening: Coroutine[Any, Any, _Heard]) -> _Heard:
    """What was heard. Whoever cancels it waits until the connection is closed.

    A second cancellation, moments after the first, finds httpcore on its way to close it; it would
    stay open, and the model would go on talking, until the garbage is collected.
    """
    task = asyncio.create_task(listening)
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        while not task.done():
            task.cancel()
            await _moments(task, _HANGING_UP)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody complains that it was not
        raise
    return task.result()


async def _moments(task: "asyncio.Task[Any]", seconds: float) -> None:
    """Wait for the end of a task, at most so long, whoever cancels meanwhile."""
    ends = time.monotonic() + seconds
    while not task.done() and (left := ends - time.monotonic()) > 0:
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task], timeout=left)


async def connect(
    settings: Config, agent: AgentName, demo_address: Callable[[], Awaitable[Endpoint]]
) -> ChatModel:
    """The model of one agent: the configured endpoint, or the demo model when none is."""
    name = settings.model_for(agent)
    if settings.uses_demo_model:

        async def demo() -> Endpoint:
            return replace(await demo_address(), parameters=DEMO_PARAMETERS)

        return ChatModel(name, demo)
    endpoint = Endpoint(
        settings.openai_base_url or OPENAI_URL, settings.openai_api_key.get_secret_value()
    )

    async def configured() -> Endpoint:
        return endpoint

    return ChatModel(name, configured)
