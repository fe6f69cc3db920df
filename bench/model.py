"""The scripted model in a process of its own, so that its work is not counted as the engine's."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.model_server import ModelServer


@dataclass(frozen=True)
class Scripted:
    """Where it listens."""

    url: str
    key: str


@contextmanager
def scripted(**options: Any) -> Iterator[Scripted]:
    """A `tests.model_server.ModelServer` with these options, until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, options), daemon=True)
    process.start()
    try:
        yield Scripted(*ours.recv())
    finally:
        ours.send("stop")
        process.join(10)


def _serve(parent: Connection, options: dict[str, Any]) -> None:
    with ModelServer(**options) as server:
        parent.send((server.url, server.key))
        parent.recv()
