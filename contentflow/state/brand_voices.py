"""The list of brand voices, and a new one."""

from typing import Any

import reflex as rx

from contentflow import access, limits, routes, voices
from contentflow.errors import Forbidden, Invalid, NotSignedIn, TooManyRequests
from contentflow.state.session import entrance, now_of, person_of
from contentflow.state.voice_rows import VoiceLine, voice_line


class BrandVoicesState(rx.State):
    """The voices this person may use."""

    phase: str = "loading"  # loading, empty or found
    lines: list[VoiceLine] = []
    may_create: bool = False
    problem: str = ""

    @rx.event
    async def load(self) -> Any:
        """Read the list."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        moment = now_of(self)
        self.problem, self.may_create = "", access.may_start(person)
        self.lines = [voice_line(row, moment) for row in await voices.listing(person)]
        self.phase = "found" if self.lines else "empty"
        return None

    @rx.event
    async def create(self, form: dict[str, Any]) -> Any:
        """Make a voice and open it."""
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            name = form.get("name", "") if isinstance(form, dict) else ""
            made = await voices.create(person, {"name": name})
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problem = error.fields["name"]
            return rx.set_focus("name")
        except (Forbidden, TooManyRequests) as error:
            self.problem = str(error)
            return None
        self.problem = ""
        return rx.redirect(routes.brand_voice(made.row.id))
