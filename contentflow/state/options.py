"""What admins set for the whole installation: runs at once, how long results are kept."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import engine, limits, options
from contentflow.config import config
from contentflow.errors import Forbidden, Invalid, NotSignedIn, TooManyRequests
from contentflow.names import AGENT_LABELS, AGENT_ORDER, Role
from contentflow.state.session import address_of, entrance, person_of

MOST_RUNS = options.MOST_RUNS


@dataclass
class HoursLine:
    """How long one agent's results serve, in hours."""

    name: str = ""
    label: str = ""
    hours: str = ""


class OptionsState(rx.State):
    """Empty for whoever is no admin."""

    runs: str = ""
    usual: str = ""  # runs at once when nobody chooses
    lines: list[HoursLine] = []
    model: str = ""
    problems: dict[str, str] = {}
    saved: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show what is set; the page itself sends away who is not signed in."""
        self.problems, self.saved = {}, ""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return
        if person.role is Role.ADMIN:
            await self._show()
        else:
            self.runs, self.lines, self.model = "", [], ""

    async def _show(self) -> None:
        self.runs, self.usual = str(await options.runs_at_once()), str(options.default_runs())
        self.lines = [
            HoursLine(f"cache_{name}", AGENT_LABELS[name], f"{await options.cache_hours(name):g}")
            for name in AGENT_ORDER
        ]
        self.model = model_words()

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Set all of it; what is wrong is said beside its field."""
        self.problems, self.saved = {}, ""
        names = (options.CONCURRENCY, *(f"cache_{name}" for name in AGENT_ORDER))
        given = form if isinstance(form, dict) else {}
        wanted = {name: given[name] for name in names if name in given}
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            await options.change(person, wanted, address_of(self))
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = dict(error.fields)
            return rx.set_focus(next(iter(error.fields)))
        except (Forbidden, TooManyRequests) as error:
            self.problems = {"options": str(error)}
            return None
        engine.wake()
        await self._show()
        self.saved = "Saved"
        return None


def model_words() -> str:
    """Which model writes, and what in the environment decides that."""
    settings = config()
    if settings.uses_demo_model:
        return (
            "The demo model writes, as neither OPENAI_API_KEY nor OPENAI_BASE_URL is set in the"
            " environment of the server."
        )
    own = [name for name in AGENT_ORDER if settings.model_for(name) != settings.model]
    others = f", and another for {', '.join(AGENT_LABELS[name] for name in own)}" if own else ""
    return f"{settings.model}{others}, as CONTENTFLOW_MODEL in the environment of the server says."
