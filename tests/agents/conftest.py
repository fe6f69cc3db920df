"""The scripted endpoint, the example briefs and a journal in memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from contentflow.agents.calls import JournaledModel, RetryPolicy
from contentflow.agents.llm import ChatModel, Endpoint, Timeouts
from contentflow.agents.model import Prompt, Reply
from contentflow.agents.signals import Retry, Signal
from contentflow.analysis.voices import voice_for
from contentflow.brief import Brief, Source
from contentflow.names import ContentType, SourceKind, Tone
from tests.model_server import KEY, ModelServer

S = TypeVar("S")
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
FAST = RetryPolicy(base=0.001, longest=0.01, longest_asked=0.05)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@dataclass
class MemoryJournal:
    """Keeps what DatabaseJournal would keep in rows."""

    replies: dict[int, tuple[str, Reply]] = field(default_factory=dict)
    attempts: list[tuple[int, int]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _open: list[tuple[int, str]] = field(default_factory=list)

    async def recall(self, index: int, digest: str) -> Reply | None:
        known, reply = self.replies.get(index, ("", None))
        return reply if known == digest else None

    async def begin(self, index: int, attempt: int, prompt: Prompt) -> str:
        self.attempts.append((index, attempt))
        self._open.append((index, prompt.digest()))
        return str(len(self._open) - 1)

    async def finish(self, call_id: str, reply: Reply) -> None:
        index, digest = self._open[int(call_id)]
        self.replies[index] = (digest, reply)

    async def fail(self, call_id: str, error: str) -> None:
        self.failures.append(error)


@dataclass
class Collector:
    """Takes every signal."""

    signals: list[Signal] = field(default_factory=list)

    async def __call__(self, signal: Signal) -> None:
        self.signals.append(signal)

    def of(self, kind: type[S]) -> list[S]:
        return [signal for signal in self.signals if isinstance(signal, kind)]


def chat(server: ModelServer, *, key: str = KEY, **seconds: float) -> ChatModel:
    """One-attempt model of a scripted server, with short time-outs."""
    timeouts = Timeouts(**{"connect": 2.0, "chunk": 2.0, "total": 5.0, **seconds})

    async def endpoint() -> Endpoint:
        return Endpoint(server.url, key)

    return ChatModel("scripted-1", endpoint, timeouts)


def journaled(
    server: ModelServer, journal: MemoryJournal | None = None, told: Collector | None = None
) -> JournaledModel:
    async def on_retry(retry: Retry) -> None:
        if told:
            await told(retry)

    return JournaledModel(chat(server), journal or MemoryJournal(), on_retry, FAST)


def example(path: Path) -> Brief:
    """The brief of an example file, as the app would give it to the agents."""
    data = json.loads(path.read_text())
    tone = Tone(data["tone"])
    sources = tuple(Source(SourceKind(s["kind"]), s["value"]) for s in data["sources"])
    return Brief(
        topic=data["topic"],
        audience=data["audience"],
        goal=data["goal"],
        content_type=ContentType(data["content_type"]),
        keyphrase=data["keyphrase"],
        tone=tone,
        target_words=data["target_words"],
        sources=sources,
        voice=voice_for(tone),
    )
