"""The contract between agents and whatever answers their prompts."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

OnText = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Prompt:
    """One request. `schema` is a JSON schema when the reply must be JSON.

    `purpose` is shown to people ("section 3 of 5"); it is not sent. `check` names the reply checks
    that apply ("prose" or "json"). `max_tokens` bounds the reply.
    """

    system: str
    user: str
    max_tokens: int
    temperature: float = 0.3
    schema: dict[str, Any] | None = field(default=None)
    purpose: str = ""

    def digest(self) -> str:
        """A hash of everything that is sent."""
        sent = {key: value for key, value in asdict(self).items() if key != "purpose"}
        return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Reply:
    """A usable answer. `text` is raw; for a schema it is JSON that was validated."""

    text: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None


class Model(Protocol):
    """Answers prompts. `on_text` gets the whole text so far, while it grows."""

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        """The reply.

        Raises:
            PermanentModelError: at once, with what to do.
            ModelExhausted: every attempt failed transiently.
            TransientModelError: from a single-attempt model only.
        """
        ...


class Journal(Protocol):
    """Remembers every attempt of every call of one agent execution (kept in model_calls)."""

    async def recall(self, index: int, digest: str) -> Reply | None:
        """The recorded reply of call `index`, if it was the same prompt."""
        ...

    async def begin(self, index: int, attempt: int, prompt: Prompt) -> str:
        """Record that an attempt starts; returns its id."""
        ...

    async def finish(self, call_id: str, reply: Reply) -> None:
        """Record the reply, committed before it is used."""
        ...

    async def fail(self, call_id: str, error: str) -> None:
        """Record why the attempt gave nothing."""
        ...


class _NoModel:
    """Stands where no prompt is ever asked."""

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        raise AssertionError(f"no model was to be asked: {prompt.purpose}")


NO_MODEL: Model = _NoModel()
