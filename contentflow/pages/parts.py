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


def in_address(name: str) -> rx.Var[str]:
    """A part of the page's address as the browser has it now; the server hears of it later."""
    return rx.Var(
        f"(address.{name} ?? '')",
        _var_data=VarData(
            imports={"react-router": "useParams"}, hooks={"const address = useParams();": None}
        ),
    ).to(str)
