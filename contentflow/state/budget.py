"""How many events of one page may run at once, and how long they outlive its connection.

Reflex lets a client start any handler any number of times, and what was not started by opening
a page goes on when the client is gone.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Container

import structlog
from reflex.app import App
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate

log = structlog.get_logger()
MOST = 32  # events of one page at once; an ordinary page has about five
GRACE = 60.0  # seconds in which a page may come back to what it has started
Connected = Callable[[], Container[str]]


class Budget(Middleware):
    """Counts the events of each page while they run; what is too much does not start."""

    def __init__(self, connected: Connected, grace: float = GRACE) -> None:
        self._connected = connected
        self._grace = grace
        self._running: defaultdict[str, set[asyncio.Task[object]]] = defaultdict(set)
        self._gone: dict[str, asyncio.TimerHandle] = {}

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let an event start, unless its page has too many: it is refused without an answer."""
        task, page = asyncio.current_task(), state.router.session.client_token
        running = self._running[page]
        if task is None or task in running:
            return None
        if len(running) >= MOST:
            log.warning("too many events at once", event_name=event.name[:200])
            return StateUpdate()
        running.add(task)
        task.add_done_callback(lambda ended: self._forget(page, ended))
        self._look_later(page)
        return None

    def _forget(self, page: str, task: asyncio.Task[object]) -> None:
        running = self._running.get(page, set())
        running.discard(task)
        if not running:
            self._running.pop(page, None)
            if timer := self._gone.pop(page, None):
                timer.cancel()

    def _look_later(self, page: str) -> None:
        if page not in self._gone:
            loop = asyncio.get_running_loop()
            self._gone[page] = loop.call_later(self._grace, self._look, page, False)

    def _look(self, page: str, was_gone: bool) -> None:
        """End what a page has left behind, when it was gone twice in a row."""
        del self._gone[page]
        gone = page not in self._connected()
        if gone and was_gone:
            for task in tuple(self._running.get(page, ())):
                task.cancel()
        elif page in self._running:
            loop = asyncio.get_running_loop()
            self._gone[page] = loop.call_later(self._grace, self._look, page, gone)


def use(app: App) -> None:
    """Count the events of this app's pages."""

    def connected() -> Container[str]:
        return app.event_namespace.token_to_sid if app.event_namespace else ()

    app.add_middleware(Budget(connected))
