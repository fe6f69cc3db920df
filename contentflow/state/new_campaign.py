"""A new campaign: the form of its brief, a draft of it, and the start."""

from typing import Any

import reflex as rx

from contentflow import campaigns, engine, limits, routes, voices
from contentflow.errors import Conflict, NotFound, NotSignedIn
from contentflow.names import ContentType, Priority
from contentflow.person import Person
from contentflow.state.brief_form import USUAL, BriefForm, text_of
from contentflow.state.session import entrance, person_of
from contentflow.state.voice_rows import VoiceOption

_START = {
    "content_type": ContentType.BLOG_POST.value,
    "target_words": str(USUAL),
    "priority": Priority.STANDARD.value,
}


class NewCampaignState(BriefForm, rx.State):
    """The form of a campaign that has not started."""

    saved: str = ""
    _draft: str = ""

    @rx.event
    async def load(self) -> Any:
        """An empty form, or the draft of the address."""
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        self._clear()
        self.saved = ""
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

    async def _send(self, person: Person, form: dict[str, Any]) -> list[Any]:
        self.saved = ""
        draft = text_of(form, "intent") == "draft"
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
