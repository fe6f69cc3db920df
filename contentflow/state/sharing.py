"""What many pages ask at the same time is asked once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Answers:
    """Answers that serve everybody for some seconds, by key.

    Who asks while an answer is on its way waits for it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._given: dict[str, tuple[float, asyncio.Task[Any]]] = {}

    async def ask(
        self, key: str, question: Callable[[], Coroutine[Any, Any, Any]], *, anew: bool = False
    ) -> Any:
        """The answer of this key. `anew`: one that is looked up now, and serves the others."""
        loop = asyncio.get_running_loop()
        since = loop.time() - self._seconds
        self._given = {name: one for name, one in self._given.items() if one[0] > since}
        _, task = self._given.get(key, (0.0, None))
        if anew or task is None or task.get_loop() is not loop:
            task = asyncio.create_task(question())
            self._given[key] = (loop.time(), task)
        return await asyncio.shield(task)  # who leaves does not take it from the others
