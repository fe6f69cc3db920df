"""One brand voice: its samples, the profile they give, its terms, who may use it."""

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from contentflow import routes, voices
from contentflow.errors import Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests
from contentflow.person import Person
from contentflow.state import words
from contentflow.state.session import entrance, person_of
from contentflow.state.voice_rows import (
    MeasureLine,
    SampleLine,
    TermLine,
    measure_line,
    sample_line,
    term_lines,
    terms_of,
)
from contentflow.terms import KINDS, MOST
from contentflow.voices import VoiceView

Change = Callable[[Person], Awaitable[VoiceView]]
_LONGEST_SAID = 2_000


class BrandVoiceState(rx.State):
    """The voice of the address, and what is wrong with the last change."""

    phase: str = "loading"  # loading, missing or ready
    id: str = ""
    name: str = ""
    visibility: str = ""
    owner: str = ""
    editable: bool = False
    measures: list[MeasureLine] = []
    samples: list[SampleLine] = []
    terms: list[TermLine] = []
    message: str = ""
    summary: str = ""
    on_delete: str = ""
    problems: dict[str, str] = {}
    saved: str = ""
    _next: int = 0

    @rx.event
    async def load(self) -> Any:
        """Show the voice of the address."""
        voice_id = self.router.url.path.rstrip("/").rpartition("/")[2]
        self.phase, self.id, self.problems, self.saved = "loading", "", {}, ""
        return await self._change(lambda person: voices.show(person, voice_id), "", terms=True)

    async def _change(self, change: Change, saved: str, *, terms: bool = False) -> Any:
        """Do it as who is signed in, and show what came of it or what was wrong."""
        self.problems, self.saved = {}, ""
        try:
            view = await change(await person_of(self))
        except NotSignedIn:
            return await entrance(self)
        except NotFound:
            self.phase = "missing"
        except Invalid as error:
            self.problems = dict(error.fields)
        except (Forbidden, TooManyRequests) as error:
            self.problems = {"voice": str(error)}
        else:
            self._show(view)
            self.saved = saved
            if terms:
                self.terms = term_lines(view.terms)
                self._next = len(self.terms)
        return None

    def _show(self, view: VoiceView) -> None:
        row = view.row
        self.phase, self.id, self.name = "ready", row.id, row.name
        self.visibility, self.owner = row.visibility.value, row.owner_name
        self.editable, self.message = row.editable, view.message
        self.measures = [measure_line(band) for band in view.voice.bands]
        self.samples = [sample_line(sample) for sample in view.samples]
        self.summary = (
            f"{words.count(row.samples, 'sample')}, {words.count(row.words, 'word')}"
            if row.samples
            else ""
        )
        self.on_delete = _on_delete(view.drafts)

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Another name, or other people who may use it."""
        data = {name: _text(form, name) for name in ("name", "visibility")}
        voice_id = self.id
        return await self._change(lambda who: voices.update_voice(who, voice_id, data), "Saved")

    @rx.event
    async def add_text(self, form: dict[str, Any]) -> Any:
        """Add a pasted text; what cannot be kept stays in its field."""
        name, text, voice_id = _text(form, "title"), _text(form, "text"), self.id
        name = name or "Pasted text"
        yield await self._change(
            lambda who: voices.add_sample(who, voice_id, name, text), "Sample added"
        )
        if self.saved:
            yield rx.set_value("text", "")
            yield rx.set_value("title", "")

    @rx.event
    async def uploaded(self, form: dict[str, Any]) -> Any:
        """Show what the files gave that the page has just sent, and what it was told of them."""
        said, voice_id = _text(form, "said")[:_LONGEST_SAID], self.id
        done = await self._change(lambda who: voices.show(who, voice_id), "")
        if said and self.phase == "ready":
            self.problems = {"sample": said}
        return done

    @rx.event
    async def remove_sample(self, sample_id: str) -> Any:
        """Take a sample out."""
        voice_id = self.id
        return await self._change(
            lambda who: voices.remove_sample(who, voice_id, str(sample_id)), "Sample removed"
        )

    @rx.event
    async def add_term(self, kind: str) -> None:
        """One more empty row; what was typed in the others stays."""
        if kind in KINDS and self.editable and len(self.terms) < len(KINDS) * MOST:
            self.terms.append(TermLine(f"new{self._next}", kind))
            self._next += 1

    @rx.event
    async def remove_term(self, kind: str, key: str) -> None:
        """Take a row away; it counts when the terms are saved."""
        self.terms = [line for line in self.terms if (line.kind, line.key) != (kind, key)]

    @rx.event
    async def save_terms(self, form: dict[str, Any]) -> Any:
        """Keep the rows as they stand in the form."""
        given = terms_of(form if isinstance(form, dict) else {})
        voice_id = self.id
        return await self._change(
            lambda who: voices.update_voice(who, voice_id, {"terms": given}), "Terms saved"
        )

    @rx.event
    async def delete(self) -> Any:
        """Delete the voice; the page has asked before."""
        try:
            await voices.remove(await person_of(self), self.id)
        except NotSignedIn:
            return await entrance(self)
        except (Forbidden, NotFound) as error:
            self.problems = {"voice": str(error)}
            return None
        return rx.redirect(routes.BRAND_VOICES)


def _on_delete(drafts: int) -> str:
    lost = (
        f"{words.count(drafts, 'draft')} will be measured by the tone instead. " if drafts else ""
    )
    return f"{lost}Started campaigns keep the voice as it was."


def _text(form: Any, name: str) -> str:
    value = form.get(name, "") if isinstance(form, dict) else ""
    return value if isinstance(value, str) else ""
