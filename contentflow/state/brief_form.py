"""The form of a brief: its fields, its sources read in the background, its estimate."""

from typing import Any

import reflex as rx

from contentflow import briefs, sources
from contentflow.engine.estimates import estimate
from contentflow.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    SourceUnreadable,
    TooManyRequests,
)
from contentflow.names import ContentType, SourceKind
from contentflow.person import Person
from contentflow.sources import ReadPage
from contentflow.state import words
from contentflow.state.estimate_words import card_of
from contentflow.state.events import handler
from contentflow.state.rows import EstimateCard, SourceLine
from contentflow.state.session import entrance, person_of
from contentflow.state.voice_rows import VoiceOption

FIELDS = (
    "topic", "audience", "goal", "content_type", "keyphrase", "tone", "target_words", "priority",
    "brand_voice_id",
)  # fmt: skip
FOCUS = ("topic", "audience", "goal", "keyphrase", "tone", "brand_voice_id", "target_words")
SHORTEST, LONGEST = briefs.TARGET_WORDS
USUAL = briefs.DEFAULT_WORDS
MOST_CHARACTERS = {
    "topic": briefs.TOPIC[1],
    "audience": briefs.AUDIENCE,
    "goal": briefs.GOAL,
    "keyphrase": briefs.KEYPHRASE,
    "source": briefs.SOURCE,
}


class BriefForm(rx.State, mixin=True):
    """The form as it was filled, what is wrong with it, its sources and its estimate."""

    phase: str = "loading"  # loading, ready or missing (the draft, or the campaign)
    filled: dict[str, str] = {}
    problems: dict[str, str] = {}
    sources: list[SourceLine] = []
    unread: int = 0
    voices: list[VoiceOption] = []
    panel: EstimateCard = EstimateCard()
    refused: str = ""
    _read: dict[str, ReadPage] = {}

    def _fill(self, draft: Any) -> None:
        self.filled = {name: str(getattr(draft, name) or "") for name in FIELDS}
        self.sources = [SourceLine(one.kind.value, one.value) for one in draft.sources]

    @rx.event
    async def set_content_type(self, value: str) -> Any:
        """Estimate for another type."""
        return await self._change("content_type", value, value in list(ContentType))

    @rx.event
    async def set_length(self, value: float) -> Any:
        """Estimate for another length."""
        right = isinstance(value, int | float) and SHORTEST <= value <= LONGEST
        return await self._change("target_words", str(int(value)) if right else "", right)

    async def _change(self, name: str, value: str, right: bool) -> Any:
        try:
            await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        if right and self.phase == "ready":
            self.filled[name] = value
            await self._estimate()
        return None

    async def _estimate(self) -> None:
        length = self.filled["target_words"]
        target = int(length) if length.isdigit() else USUAL
        self.panel = card_of(await estimate(ContentType(self.filled["content_type"]), target))

    @rx.event
    async def add_source(self, form: dict[str, Any]) -> Any:
        """Add a fact, or a link and read it."""
        try:
            await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        value = text_of(form, "value")
        return handler(type(self).read_source)(value) if self._add(value) else None

    def _add(self, value: str) -> bool:
        """Put a source on the list. True when it is a link that has to be read."""
        self.problems.pop("sources", None)
        if not value or any(line.value == value for line in self.sources):
            return False
        if len(value) > briefs.SOURCE or len(self.sources) >= briefs.SOURCES:
            self.problems["sources"] = (
                f"At most {briefs.SOURCES} facts and links, each of at most"
                f" {briefs.SOURCE:,} characters."
            )
            return False
        if not value.lower().startswith(("http://", "https://")):
            self.sources.append(SourceLine(SourceKind.TEXT.value, value))
            return False
        self.sources.append(SourceLine(SourceKind.URL.value, value, "running", "Reading"))
        return True

    @rx.event
    def remove_source(self, value: str) -> None:
        """Take a fact or link off the list."""
        self.sources = [line for line in self.sources if line.value != value]
        self._read.pop(str(value), None)
        self._count_unread()

    @rx.event(background=True)
    async def read_source(self, url: str) -> Any:
        """Read a link of the list once; a failure is said, and stops nothing."""
        async with self:
            listed = any(one.value == url and one.status == "running" for one in self.sources)
        if not listed:
            return
        try:
            await person_of(self)
            page = await sources.read(url)
            status, said = "completed", f"Read, {words.count(len(page.text.split()), 'word')}"
        except SourceUnreadable as error:
            page, status, said = None, "failed", str(error)
        except NotSignedIn:
            yield await entrance(self)
            return
        async with self:
            if page is not None:
                self._read[url] = page
            self.sources = [
                SourceLine(one.kind, url, status, said) if one.value == url else one
                for one in self.sources
            ]
            self._count_unread()

    def _count_unread(self) -> None:
        self.unread = sum(line.status == "failed" for line in self.sources)

    def _data(self, form: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {name: text_of(form, name) for name in FIELDS}
        length = data["target_words"]
        data["target_words"] = int(length) if length.isdigit() else length
        data["sources"] = [{"kind": line.kind, "value": line.value} for line in self.sources]
        return data

    @rx.event
    async def submit(self, form: dict[str, Any]) -> Any:
        """Do what the form is for; what is wrong is said beside its field."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        self.problems, self.refused = {}, ""
        pending = text_of(form, "pending")
        unread = [handler(type(self).read_source)(pending)] if self._add(pending) else []
        try:
            return [*unread, *await self._send(person, form)]
        except Invalid as error:
            self.problems = dict(error.fields)
            first = next((name for name in FOCUS if name in error.fields), "source")
            return [*unread, rx.set_focus(first)]
        except (Forbidden, Conflict, NotFound, TooManyRequests) as error:
            self.refused = str(error)
            return unread

    async def _send(self, person: Person, form: dict[str, Any]) -> list[Any]:
        """What the form is for; gives what is sent to the browser."""
        raise NotImplementedError

    def _clear(self) -> None:
        self.phase, self.refused, self.problems = "loading", "", {}
        self.sources, self.unread, self._read = [], 0, {}


def text_of(form: Any, name: str) -> str:
    value = form.get(name, "") if isinstance(form, dict) else ""
    return value.strip() if isinstance(value, str) else ""
