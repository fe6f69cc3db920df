"""What becomes of an exception in an event: a line for nonsense, the whole story for a bug."""

import logging
import traceback
from pathlib import Path

import structlog
from reflex.event import EventSpec

from contentflow.state.events import handler
from contentflow.state.toasts import ToastState

log = structlog.get_logger()
_OURS = Path(__file__).resolve().parent.parent
_LONGEST = 500  # characters a client may write into the log
# Who logs what a client sent and no handler of ours was found for: Reflex, and the socket below it.
_HEARERS = ("reflex_base.event.processor.event_processor", "engineio.server")


def handler_failed(exception: Exception) -> EventSpec | None:
    """Log it, and tell the person when it is ours.

    Reflex lets any client call any handler with any arguments. What fails before a line of ours
    ran was such a call: it gets one line, so that nobody can fill the log with tracebacks.
    """
    if not _is_ours(exception):
        log.warning("event refused", error=_short(exception))
        return None
    # As text: the console's own rendering of exc_info would print every local variable's value.
    log.error("event failed", exception="".join(traceback.format_exception(exception)))
    told: EventSpec = handler(ToastState.tell_failure)()
    return told


class _Refusal(logging.Filter):
    """Makes one line of a message that never came to a handler, as `handler_failed` does."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through what is not such a message."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, Exception) or _is_ours(error):
            return True
        log.warning("event refused", error=_short(error))
        return False


_refusal = _Refusal()


def quieten() -> None:
    """Keep out of the log what a client makes Reflex itself stumble over: traceback and payload."""
    for name in _HEARERS:
        logging.getLogger(name).addFilter(_refusal)


def browser_failed(exception: Exception) -> None:
    """Log what a page says went wrong in it; anybody can say anything."""
    log.warning("error in a browser", error=_short(exception))


def _is_ours(exception: BaseException) -> bool:
    frames = traceback.extract_tb(exception.__traceback__)
    return any(Path(frame.filename).is_relative_to(_OURS) for frame in frames)


def _short(exception: Exception) -> str:
    return f"{type(exception).__name__}: {exception}"[:_LONGEST]
