"""Parts of a page that stand by themselves: one that fails alone, one that does not wait."""

from typing import Any

import reflex as rx
from reflex_base.vars.base import VarData


class Part(rx.Component):
    """What throws in it shows its own error with Retry; the rest of the page stays live."""

    library = "/public/part.jsx"
    tag = "Part"
    label: rx.Var[str]


class SelectNow(rx.Component):
    """A choice that shows at once, and goes back when it is refused or not answered."""

    library = "/public/attempt.jsx"
    tag = "SelectNow"
    value: rx.Var[str]
    options: rx.Var[list[str]]
    label: rx.Var[str]
    refused: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_pick`: the value chosen."""
        return {**super().get_event_triggers(), "on_pick": rx.event.passthrough_event_spec(str)}


class ClickNow(rx.Component):
    """What a click on a `data-try` inside it changes shows at once, as `data-tried`."""

    library = "/public/attempt.jsx"
    tag = "ClickNow"
    truth: rx.Var[Any]
    refused: rx.Var[str]


class Moment(rx.Component):
    """A moment, given as ISO UTC, in the reader's own time zone.

    `form`: minute (date and time), full (with seconds), day, time or clock (a time with seconds).
    Words inside stand in its place; the moment itself is told on hover.
    """

    library = "/public/moment.jsx"
    tag = "Moment"
    at: rx.Var[str]
    form: rx.Var[str]


class Zone(rx.Component):
    """The reader's own time zone; the form around it sends it under `name`."""

    library = "/public/zone.jsx"
    tag = "Zone"
    name: rx.Var[str]


class Hold(rx.Component):
    """Tells when a mouse comes over what is inside, and when it leaves."""

    library = "/public/hold.jsx"
    tag = "Hold"

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_hold`: whether it is over it now."""
        return {**super().get_event_triggers(), "on_hold": rx.event.passthrough_event_spec(bool)}


class Seen(rx.Component):
    """Tells once for each `what` that it stands before somebody's eyes; "" is nothing to see."""

    library = "/public/seen.jsx"
    tag = "Seen"
    what: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_see`: somebody looks at it."""
        return {**super().get_event_triggers(), "on_see": rx.event.no_args_event_spec}


def in_address(name: str) -> rx.Var[str]:
    """A part of the page's address as the browser has it now; the server hears of it later."""
    return rx.Var(
        f"(address.{name} ?? '')",
        _var_data=VarData(
            imports={"react-router": "useParams"}, hooks={"const address = useParams();": None}
        ),
    ).to(str)
