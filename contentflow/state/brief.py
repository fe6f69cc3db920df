"""The brief of a campaign that was started: changed for its later runs, or only read."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from contentflow import brief_history, campaign_settings, campaigns, limits, routes, voices
from contentflow.brief_history import Told
from contentflow.campaign_settings import CurrentBrief
from contentflow.errors import NotFound, NotSignedIn
from contentflow.person import Person
from contentflow.state.brief_form import BriefForm
from contentflow.state.brief_past import BriefLine, PastLine, lines_of, past_of
from contentflow.state.session import address_of, campaign_of, entrance, person_of
from contentflow.state.voice_rows import VoiceOption

_KEPT = "kept"  # in the place of a brand voice's id: leave it as it is


class BriefState(BriefForm, rx.State):
    """The form of the campaign in the address, and what its versions were told."""

    editing: str = ""  # the campaign
    called: str = ""  # what it is called
    locked: str = ""  # why its brief is only read now
    told: list[BriefLine] = []  # what it says, where it is only read
    past: list[PastLine] = []  # what earlier versions were written from
    _revision: int = 0

    @rx.event
    async def load(self) -> AsyncIterator[Any]:
        """The brief of the campaign in the address, for its later runs."""
        self._clear()
        self.editing, self.locked, self.told, self.past = "", "", [], []
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
            self.editing, self._revision = campaign_id, current.revision
            await self._show_brief(person, current, history)

    async def _show_brief(self, person: Person, current: CurrentBrief, history: list[Told]) -> None:
        self.locked, self.past = current.locked, past_of(history, current.brief)
        self.called = current.brief.name or current.brief.topic
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

    async def _send(self, person: Person, form: dict[str, Any]) -> list[Any]:
        data = self._data(form)
        if data["brand_voice_id"] == _KEPT:
            del data["brand_voice_id"]
        campaigns.validate(data)
        wanted = {name: data[name] for name in data if name in campaign_settings.BRIEF}
        limits.reads.take(person.id)
        await campaign_settings.change(
            person, self.editing, self._revision, wanted, address_of(self)
        )
        await campaign_settings.keep_read(person, self.editing, self._read)
        return [rx.redirect(routes.campaign(self.editing))]
