"""What admins set for the whole installation: limits, and how long things are kept."""

from dataclasses import asdict, dataclass
from typing import Any

import reflex as rx

from contentflow import engine, limits, options
from contentflow.config import config
from contentflow.errors import Forbidden, Invalid, NotSignedIn, TooManyRequests
from contentflow.names import AGENT_LABELS, AGENT_ORDER, Role
from contentflow.state.session import address_of, entrance, person_of

_ENDPOINT = {"requests": "Requests a minute", "tokens": "Tokens a minute", "at_once": "At once"}
_KEPT = {
    "events": "Timelines’ events",
    "notifications": "Inbox",
    "workflows": "Engine’s records",
}


@dataclass
class NumberLine:
    """An option that is a whole number, and what it may be."""

    name: str = ""
    label: str = ""
    value: str = ""
    fewest: int = 0
    most: int = 0


class OptionsState(rx.State):
    """Empty for whoever is no admin."""

    runs: list[NumberLine] = []
    usual: str = ""  # runs at once when nobody chooses
    endpoint: list[NumberLine] = []
    cache: list[NumberLine] = []
    kept: list[NumberLine] = []
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
            self.runs, self.endpoint, self.cache, self.kept, self.model = [], [], [], [], ""

    async def _show(self) -> None:
        self.usual, self.model = str(options.default_runs()), model_words()
        self.runs = [
            number(options.CONCURRENCY, "Runs at the same time", await options.runs_at_once()),
            number(options.PER_WORKER, "Of them in one process", await options.runs_per_worker()),
        ]
        limits_ = asdict(await options.endpoint())
        self.endpoint = [
            number(f"endpoint_{name}", label, limits_[name]) for name, label in _ENDPOINT.items()
        ]
        self.cache = [
            number(f"cache_{name}", AGENT_LABELS[name], await options.cache_hours(name))
            for name in AGENT_ORDER
        ]
        self.kept = [
            number(f"kept_{kind}", label, await options.kept_days(kind))
            for kind, label in _KEPT.items()
        ]

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Set all of it; what is wrong is said beside its field."""
        self.problems, self.saved = {}, ""
        given = form if isinstance(form, dict) else {}
        wanted = {name: given[name] for name in _NAMES if name in given}
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


_NAMES = (
    options.CONCURRENCY,
    options.PER_WORKER,
    *(f"endpoint_{name}" for name in _ENDPOINT),
    *(f"cache_{name}" for name in AGENT_ORDER),
    *(f"kept_{kind}" for kind in _KEPT),
)


def number(name: str, label: str, value: float) -> NumberLine:
    """An option as the form shows it."""
    fewest, most = options.bounds(name)
    return NumberLine(name, label, f"{value:.10g}", fewest, most)


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
