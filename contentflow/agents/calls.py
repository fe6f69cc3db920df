"""A model call as a whole: its turn at the endpoint, its attempts, each of them in the journal."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from contentflow.agents.model import Journal, Model, OnText, Prompt, Reply
from contentflow.agents.signals import Retry
from contentflow.errors import ModelError, ModelExhausted, TransientModelError


@dataclass(frozen=True)
class RetryPolicy:
    """Attempts per call and the seconds between them.

    An endpoint that asks to slow down (429) is asked again for `patience` seconds, whatever the
    attempts: it will answer when it can.
    """

    attempts: int = 6
    base: float = 0.5
    longest: float = 20.0
    longest_asked: float = 60.0  # what a Retry-After may make us wait
    patience: float = 300.0

    def delay(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after a failed attempt (counted from 1)."""
        if asked is not None:
            return min(asked, self.longest_asked)
        backoff: float = min(self.base * 2 ** (attempt - 1), self.longest)
        return backoff * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards nothing

    def gives_up(self, attempt: int, error: TransientModelError, seconds: float) -> bool:
        """Whether a call that failed `attempt` times, for so many seconds, is not tried again."""
        if error.slow_down and seconds < self.patience:
            return False
        return attempt >= self.attempts


class Turn(Protocol):
    """One request at an endpoint that is shared; told how it went."""

    def answered(self, reply: Reply) -> None:
        """It gave a reply."""

    def refused(self, error: ModelError) -> None:
        """It gave none."""


Turns = Callable[[Prompt], AbstractAsyncContextManager[Turn]]


class _Unpaced:
    def answered(self, reply: Reply) -> None:
        pass

    def refused(self, error: ModelError) -> None:
        pass


@asynccontextmanager
async def at_once(_prompt: Prompt) -> AsyncIterator[Turn]:
    """A turn that nobody has to wait for."""
    yield _Unpaced()


class JournaledModel:
    """A model whose every attempt is recorded and whose recorded replies are used again."""

    def __init__(
        self,
        model: Model,
        journal: Journal,
        on_retry: Callable[[Retry], Awaitable[None]],
        policy: RetryPolicy | None = None,
        turns: Turns = at_once,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._model = model
        self._journal = journal
        self._on_retry = on_retry
        self._policy = policy or RetryPolicy()
        self._turns = turns
        self._sleep = wait
        self._calls = 0

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        """The recorded reply of this call, or that of the first attempt that succeeds."""
        index, self._calls = self._calls, self._calls + 1
        recorded = await self._journal.recall(index, prompt.digest())
        if recorded is not None:
            return recorded
        began, attempt = time.monotonic(), 1
        while True:
            try:
                return await self._attempt(index, attempt, prompt, on_text)
            except TransientModelError as error:
                if self._policy.gives_up(attempt, error, time.monotonic() - began):
                    raise ModelExhausted(
                        f"All {attempt} attempts failed. The last: {error}"
                    ) from error
                await self._wait(attempt, error)
                attempt = min(attempt + 1, self._policy.attempts)

    async def _attempt(
        self, index: int, attempt: int, prompt: Prompt, on_text: OnText | None
    ) -> Reply:
        async with self._turns(prompt) as turn:
            call_id = await self._journal.begin(index, attempt, prompt)
            try:
                reply = await self._model.complete(prompt, on_text)
            except ModelError as error:
                turn.refused(error)
                await self._journal.fail(call_id, str(error))
                raise
            turn.answered(reply)
        await self._journal.finish(call_id, reply)
        return reply

    async def _wait(self, attempt: int, error: TransientModelError) -> None:
        following = min(attempt + 1, self._policy.attempts)
        delay = self._policy.delay(attempt, error.retry_after)
        await self._on_retry(Retry(following, self._policy.attempts, str(error), delay))
        await self._sleep(delay)
