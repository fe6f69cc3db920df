"""The brief's form: sources read in the background, an estimate, and the start."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from contentflow import (
    brief_history,
    briefs,
    campaign_settings,
    campaigns,
    engine,
    limits,
    routes,
    sources,
    voices,
)
from contentflow.brief_history import Told
from contentflow.campaign_settings import CurrentBrief
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
from contentflow.names import ContentType, Priority, SourceKind
from contentflow.person import Person
from contentflow.sources import ReadPage
from contentflow.state import words
from contentflow.state.brief_past import BriefLine, PastLine, lines_of, past_of
from contentflow.state.estimate_words import card_of
from contentflow.state.events import handler
from contentflow.state.rows import EstimateCard, SourceLine
from contentflow.state.session import address_of, campaign_of, entrance, person_of
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
_KEPT = "kept"  # in the place of a brand voice's id: leave it as it is
_START = {
    "content_type": ContentType.BLOG_POST.value,
    "target_words": str(USUAL),
    "priority": Priority.STANDARD.value,
}


class NewCampaignState(rx.State):
    """The form as it was filled, what is wrong with it, its sources and its estimate."""

    phase: str = "loading"  # loading, ready or missing (the draft)
    filled: dict[str, str] = {}
    problems: dict[str, str] = {}
    refused: str = ""
    sources: list[SourceLine] = []
    unread: int = 0
    voices: list[VoiceOption] = []
    panel: EstimateCard = EstimateCard()
    saved: str = ""
    editing: str = ""  # the campaign whose brief this is; "" for a new one
    locked: str = ""  # why that brief is only read now
    told: list[BriefLine] = []  # what it says, where it is only read
    past: list[PastLine] = []  # what earlier versions were written from
    _revision: int = 0
    _draft: str = ""
    _read: dict[str, ReadPage] = {}

    @rx.event
    async def load(self) -> Any:
        """An empty form, or the draft of the address."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        self._clear()
        self._draft = str(self.router.url.query_parameters.get("draft", ""))
        self.filled = dict(_START)
        self.voices = [VoiceOption(row.id, row.name) for row in await voices.listing(person)]
        if self._draft:
            try:
                self._fill(await campaigns.draft(person, self._draft))
            except NotFound:
                self.phase = "missing"
                return None
            except Conflict:  # it was started meanwhile
                return rx.redirect(routes.campaign(self._draft))
        self.phase = "ready"
        await self._estimate()
        return None

    @rx.event
    async def load_brief(self) -> AsyncIterator[Any]:
        """The brief of the campaign in the address, for its later runs."""
        self._clear()
        yield  # the form is made anew: what a field shows first stays in it
        try:
            person, campaign_id = await person_of(self), campaign_of(self)
            current = await campaign_settings.brief(person, campaign_id)
            history = await brief_history.of(person, campaign_id)
        except NotSignedIn:
            yield await entrance(self)
        except NotFound:
            self.phase = "missing"
        else:
            if current.draft:
                yield rx.redirect(routes.edit_draft(campaign_id))
                return
            self.editing, self._revision, self._draft = campaign_id, current.revision, ""
            await self._show_brief(person, current, history)

    async def _show_brief(self, person: Person, current: CurrentBrief, history: list[Told]) -> None:
        self.locked, self.past = current.locked, past_of(history, current.brief)
        self.told = lines_of(current.brief, current.voice) if current.locked else []
        self.voices = [VoiceOption(row.id, row.name) for row in await voices.listing(person)]
        self._fill(current.brief)
        self._offer_kept(current)
        self.phase = "ready"
        await self._estimate()

    def _offer_kept(self, current: CurrentBrief) -> None:
        """The voice the campaign keeps, where the person cannot choose it anew."""
        known = any(voice.id == current.brief.brand_voice_id for voice in self.voices)
        if current.voice and not known:
            kept = VoiceOption(_KEPT, f"{current.voice}, as it was")
            self.voices, self.filled["brand_voice_id"] = [kept, *self.voices], _KEPT

    def _clear(self) -> None:
        self.phase, self.refused, self.saved = "loading", "", ""
        self.editing, self.locked, self.told, self.past = "", "", [], []
        self.problems, self.sources, self.unread, self._read = {}, [], 0, {}

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
        value = _text(form, "value")
        return handler(NewCampaignState.read_source)(value) if self._add(value) else None

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

    @rx.event
    async def submit(self, form: dict[str, Any]) -> Any:
        """Start the campaign, or save the draft; what is wrong is said beside its field."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        self.problems, self.refused, self.saved = {}, "", ""
        pending = _text(form, "pending")
        unread = [handler(NewCampaignState.read_source)(pending)] if self._add(pending) else []
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
        if self.editing:
            return await self._save_brief(person, form)
        draft = _text(form, "intent") == "draft"
        new = campaigns.validate(self._data(form), draft=draft)
        if draft:
            self._draft = (await campaigns.save_draft(person, new, self._draft or None)).id
            self.saved = "Draft saved"
            return []
        limits.starts.take(person.id)
        if self._draft:
            created = await campaigns.start_draft(person, self._draft, new, self._read)
        else:
            created = await campaigns.create(person, new, read=self._read)
        engine.wake()
        return [rx.redirect(routes.campaign(created.id))]

    async def _save_brief(self, person: Person, form: dict[str, Any]) -> list[Any]:
        data = self._data(form)
        if data["brand_voice_id"] == _KEPT:
            del data["brand_voice_id"]
        campaigns.validate(data)
        wanted = {name: data[name] for name in data if name in campaign_settings.BRIEF}
        limits.reads.take(person.id)
        await campaign_settings.change(
            person, self.editing, self._revision, wanted, read=self._read, address=address_of(self)
        )
        return [rx.redirect(routes.campaign(self.editing))]

    def _data(self, form: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {name: _text(form, name) for name in FIELDS}
        length = data["target_words"]
        data["target_words"] = int(length) if length.isdigit() else length
        data["sources"] = [{"kind": line.kind, "value": line.value} for line in self.sources]
        return data


def _text(form: Any, name: str) -> str:
    value = form.get(name, "") if isinstance(form, dict) else ""
    return value.strip() if isinstance(value, str) else ""
