"""The latest run's timeline as all pages of a campaign show it, read when its shape changed."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contentflow import chronicle
from contentflow.chronicle_shapes import RunTimeline
from contentflow.live import Message
from contentflow.names import EventType
from contentflow.state.campaign_band import band_of, pace_of
from contentflow.view import CampaignView

Values = dict[str, Any]
_CALM = 1.0  # seconds between two looks at the tables
_SHAPING = frozenset(
    {
        EventType.RUN_STATUS,
        EventType.AGENT_STARTED,
        EventType.AGENT_RETRY,
        EventType.AGENT_COMPLETED,
        EventType.AGENT_FAILED,
        EventType.AGENT_STOPPED,
        EventType.AGENT_SKIPPED,
    }
)


class Timekeeper:
    """Knows a campaign's latest timeline; `hear` what happens, then ask for the `values`."""

    def __init__(self, campaign_id: str) -> None:
        self._campaign_id = campaign_id
        self._timeline: RunTimeline | None = None
        self._stale = True
        self._read_at = 0.0
        self._told_at = 0.0

    def hear(self, messages: Iterable[Message]) -> None:
        """Note whether the timeline has to be read again."""
        self._stale |= any(message["type"] in _SHAPING for message in messages)

    async def values(self, view: CampaignView, at: datetime) -> Values:
        """The band and its pace, at most once a second; else nothing.

        Raises:
            NotFound: the campaign does not exist any more.
        """
        clock = asyncio.get_running_loop().time()
        if self._timeline is not None and clock - self._told_at < _CALM:
            return {}
        if self._timeline is None or (self._stale and clock - self._read_at >= _CALM):
            self._stale, self._read_at = False, clock
            self._timeline = await chronicle.shared(self._campaign_id)
        self._told_at = clock
        run = self._timeline.run
        same = view if run and run.id == view.run_id else None
        moment = run.ended_at if run and run.ended_at else at
        return {
            "band": band_of(self._timeline, same, moment),
            "pace": pace_of(self._timeline, same, moment),
        }
