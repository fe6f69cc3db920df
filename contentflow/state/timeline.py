"""What one person has opened of the timeline: an earlier run, an agent's calls, the table."""

from typing import Any

import reflex as rx

from contentflow import chronicle, limits
from contentflow.chronicle_shapes import RunTimeline
from contentflow.errors import NotFound, NotSignedIn, TooManyRequests
from contentflow.names import AGENT_ORDER, AgentName
from contentflow.state.campaign_band import Band, Pace, band_of, pace_of
from contentflow.state.campaign_table import CallRow, calls_of
from contentflow.state.session import entrance, person_of


class TimelineState(rx.State):
    """Of the campaign in `shown`; what all see alike of its latest run is sent by the room."""

    shown: str = ""  # what is opened of another campaign counts for nothing
    run: str = ""  # an earlier run that is looked at; "" is the latest
    band: Band = Band()  # of that run
    pace: Pace = Pace()
    opened: str = ""  # the agent whose model calls are shown
    calls: list[CallRow] = []
    compare: bool = True
    table: bool = False
    problem: str = ""

    @rx.event
    def toggle_compare(self) -> None:
        """Show what the run is compared with, or do not."""
        self.compare = not self.compare

    @rx.event
    def toggle_table(self) -> None:
        """Show the table, or the chart."""
        self.table = not self.table

    @rx.event
    async def choose_run(self, run_id: str) -> Any:
        """Look at a run of the campaign of the address; the latest is followed live."""
        self._begin()
        self.opened, self.calls = "", []
        found, elsewhere = await self._read(str(run_id))
        if found is not None and found.run is not None:
            latest = found.run.id == found.runs[-1].id
            at = found.run.ended_at or found.at
            self.run = "" if latest else found.run.id
            self.band = Band() if latest else band_of(found, None, at)
            self.pace = Pace() if latest else pace_of(found, None, at)
        return elsewhere

    @rx.event
    async def open_agent(self, agent: str) -> Any:
        """Show an agent's model calls; a second time hides them."""
        self._begin()
        again = agent == self.opened
        self.opened, self.calls = "", []
        if again or agent not in AGENT_ORDER:
            return None
        return await self._show_calls(AgentName(agent))

    @rx.event
    async def refresh_calls(self) -> Any:
        """Read the calls again that are shown, as more may have been made."""
        if self.opened in AGENT_ORDER and self.shown == self._campaign():
            return await self._show_calls(AgentName(self.opened))
        return None

    async def _show_calls(self, agent: AgentName) -> Any:
        found, elsewhere = await self._read(self.run or None)
        if found is not None:
            rows = calls_of(found, agent)
            if (self.opened, self.calls) != (agent.value, rows):
                self.opened, self.calls = agent.value, rows
        return elsewhere

    async def _read(self, run_id: str | None) -> tuple[RunTimeline | None, Any]:
        """The timeline, or what is wrong beside the chart, or where to go instead."""
        self.problem = ""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            return await chronicle.of(person, self.shown, run_id), None
        except NotSignedIn:
            return None, await entrance(self)
        except (NotFound, TooManyRequests) as error:
            self.problem = str(error)
            return None, None

    def _campaign(self) -> str:
        path: str = self.router.url.path
        return path.rstrip("/").rpartition("/")[2]

    def _begin(self) -> None:
        """Forget what was opened of another campaign."""
        campaign_id = self._campaign()
        if campaign_id != self.shown:
            self.shown, self.run, self.opened, self.calls = campaign_id, "", "", []
            self.band, self.pace, self.problem = Band(), Pace(), ""
