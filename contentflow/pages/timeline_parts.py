"""The timeline's own React parts, and whose run they show: the latest, or one looked back at."""

from typing import Any

import reflex as rx

from contentflow.state.campaign import CampaignState
from contentflow.state.campaign_band import Band, Pace
from contentflow.state.timeline import TimelineState

_LIBRARY = "/public/timeline.jsx"
_here = TimelineState.shown == CampaignState.shown
back = _here & (TimelineState.run != "")
band = rx.cond(back, TimelineState.band, CampaignState.band).to(Band)
pace = rx.cond(back, TimelineState.pace, CampaignState.pace).to(Pace)
opened = rx.cond(_here, TimelineState.opened, "").to(str)


class Fold(rx.Component):
    """The band's section, which folds to its head."""

    library = _LIBRARY
    tag = "Fold"


class Gantt(rx.Component):
    """The chart's ground, with axis and zoom; its children are rows."""

    library = _LIBRARY
    tag = "Gantt"
    length: rx.Var[float]
    scales: rx.Var[list[list[float | None]]]
    marks: rx.Var[dict[str, float]]
    now: rx.Var[str]


class _OfCalls(rx.Component):
    library = _LIBRARY
    rows: rx.Var[list[Any]]
    label: rx.Var[str]
    live: rx.Var[bool]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_refresh`: there may be more of them."""
        return {**super().get_event_triggers(), "on_refresh": rx.event.no_args_event_spec}


class Calls(_OfCalls):
    """An agent's model calls as boxes."""

    tag = "Calls"


class CallTable(_OfCalls):
    """An agent's model calls in a table."""

    tag = "CallTable"
