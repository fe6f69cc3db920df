"""What an event of a state class is; mypy cannot follow the overloads of `rx.event`."""

from reflex.event import EventHandler


def handler(event: object) -> EventHandler:
    """An event as found on its class, typed: call it with arguments, or debounce it."""
    if not isinstance(event, EventHandler):
        raise TypeError(f"{event!r} is not an event of a state class")
    return event
