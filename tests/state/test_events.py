import pytest
import reflex as rx

from contentflow.state.events import handler


class EventsProbe(rx.State):
    @rx.event
    def choose(self, value: str) -> None:
        """Something chosen."""


def test_an_event_of_a_state_can_be_called_and_debounced() -> None:
    assert "choose" in handler(EventsProbe.choose)("x").handler.fn.__qualname__
    assert handler(EventsProbe.choose).debounce(200).event_actions == {"debounce": 200}


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="not an event"):
        handler(len)
