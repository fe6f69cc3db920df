"""A new batch: topics pasted or sent as a file, its rows looked at, and the start."""

import asyncio
from typing import Any

import reflex as rx

from contentflow import access, engine, limits, routes, voices
from contentflow.batches import drafts, tables
from contentflow.batches.checking import SHARED, Skip
from contentflow.batches.columns import FIELDS
from contentflow.batches.drafts import Draft
from contentflow.engine.batch_estimates import estimate_batch
from contentflow.errors import Invalid, NotSignedIn
from contentflow.names import ContentType
from contentflow.person import Person
from contentflow.state.controls import REFUSED
from contentflow.state.new_batch_rows import (
    BatchCard,
    CheckCard,
    ColumnLine,
    RowLine,
    batch_card,
    check_card,
    column_lines,
    row_lines,
)
from contentflow.state.session import entrance, person_of
from contentflow.state.voice_rows import VoiceOption

_PAGE = 50
_MOST = 2_000
_LONGEST_SAID = 2_000
_LONGEST_TOPICS = 1_000_000  # characters pasted
_TERMS = ("name", "budget_usd")


class NewBatchState(rx.State):
    """The rows as they were sent, what is wrong with them, and what they are expected to take."""

    phase: str = "loading"  # loading, source, review, missing or refused (may only read)
    id: str = ""
    name: str = ""
    about: str = ""
    columns: list[ColumnLine] = []
    heading: bool = False
    rows: list[RowLine] = []
    more: bool = False
    only_problems: bool = False
    check: CheckCard = CheckCard()
    skip_invalid: bool = False
    skip_duplicates: bool = False
    shared: dict[str, str] = {}
    problems: dict[str, str] = {}
    voices: list[VoiceOption] = []
    panel: BatchCard = BatchCard()
    _wanted: int = _PAGE

    @rx.event
    async def load(self) -> Any:
        """The ways to send topics, or the rows of the address."""
        self._clear()
        try:
            person = await person_of(self)
        except NotSignedIn:
            return await entrance(self)
        batch_id = str(self.router.url.query_parameters.get("draft", ""))
        if not access.may_start(person):
            self.phase = "refused"
        elif not batch_id:
            self.phase = "source"
        else:
            self.voices = [VoiceOption(row.id, row.name) for row in await voices.listing(person)]
            return await self._look(batch_id, {})
        return None

    def _clear(self) -> None:
        self.phase, self.id, self.name, self.about = "loading", "", "", ""
        self.columns, self.rows, self.problems, self.shared = [], [], {}, {}
        self.check, self.panel, self.only_problems = CheckCard(), BatchCard(), False
        self.skip_invalid, self.skip_duplicates, self._wanted = False, False, _PAGE

    @rx.event
    async def read_topics(self, form: dict[str, Any]) -> Any:
        """Take the pasted topics, each in every chosen content type."""
        given = form if isinstance(form, dict) else {}
        kinds = [kind.value for kind in ContentType if given.get(f"kind_{kind.value}")]
        topics = _text(given, "topics")[:_LONGEST_TOPICS]
        self.problems = {}
        try:
            person = await person_of(self)
            limits.starts.take(person.id)
            if kinds:
                sheet = await asyncio.to_thread(tables.matrix, topics, kinds)
            else:
                sheet = await asyncio.to_thread(tables.read_pasted, topics)
            made = await drafts.keep(person, sheet)
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = {"topics": " ".join(error.fields.values())}
            return rx.set_focus("topics")
        except REFUSED as error:
            self.problems = {"topics": str(error)}
            return None
        return rx.redirect(routes.edit_batch(made.id))

    @rx.event
    async def imported(self, form: dict[str, Any]) -> Any:
        """Look at the rows of a file that the page has just sent, or say what it was told."""
        said, batch_id = _text(form, "said")[:_LONGEST_SAID], _text(form, "id")[:36]
        self.problems = {"file": said} if said else {}
        return rx.redirect(routes.edit_batch(batch_id)) if batch_id and not said else None

    @rx.event
    async def map_column(self, place: int, field: str) -> Any:
        """Let a column give another field, or none."""
        places = {line.field: line.place for line in self.columns if line.field}
        places = {name: at for name, at in places.items() if at != place and name != field}
        if isinstance(field, str) and field in FIELDS:
            places[field] = place
        return await self._look(self.id, {"places": places})

    @rx.event
    async def set_heading(self, heading: bool) -> Any:
        """Say whether the first row names the columns."""
        return await self._look(self.id, {"heading": heading is True})

    @rx.event
    async def share(self, name: str, value: str) -> Any:
        """Change what all rows share."""
        if name not in SHARED or not isinstance(value, str):
            return None
        return await self._look(self.id, {"shared": {**self.shared, name: value.strip()[:2_000]}})

    @rx.event
    async def skip(self, what: str, on: bool) -> Any:
        """Leave rows out that are wrong, or that repeat others."""
        if what == "invalid":
            self.skip_invalid = on is True
        elif what == "duplicates":
            self.skip_duplicates = on is True
        return await self._look(self.id, {})

    @rx.event
    async def show_problems(self, only: bool) -> Any:
        """Show only rows with something to look at."""
        self.only_problems, self._wanted = only is True, _PAGE
        return await self._look(self.id, {})

    @rx.event
    async def show_more(self) -> Any:
        """Show the next rows."""
        self._wanted = min(self._wanted + _PAGE, _MOST)
        return await self._look(self.id, {})

    @rx.event
    async def drop(self) -> Any:
        """Throw the rows away and begin anew."""
        try:
            await drafts.drop(await person_of(self), self.id)
        except NotSignedIn:
            return await entrance(self)
        except REFUSED:  # gone or started already
            pass
        return rx.redirect(routes.NEW_BATCH)

    @rx.event
    async def submit(self, form: dict[str, Any]) -> Any:
        """Start the batch; what is wrong is said beside its field."""
        data: dict[str, Any] = {name: _text(form, name) for name in _TERMS}
        if _text(form, "when") == "later":
            data |= {name: _text(form, name) for name in ("starts_at", "time_zone")}
            data["starts_at"] = data["starts_at"] or "never"  # later, and no time was chosen
        self.problems = {}
        try:
            person = await person_of(self)
            limits.starts.take(person.id)
            seconds = (await self._estimate(await drafts.show(person, self.id))).each_seconds
            skip = Skip(self.skip_invalid, self.skip_duplicates)
            await drafts.start(person, self.id, data, skip=skip, seconds=seconds)
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = dict(error.fields)
            first = next((name for name in (*_TERMS, "starts_at") if name in error.fields), "")
            return rx.set_focus(first) if first else None
        except REFUSED as error:
            self.problems = {"start": str(error)}
            return None
        engine.wake()
        return rx.redirect(routes.batch(self.id))

    async def _look(self, batch_id: str, wanted: dict[str, Any]) -> Any:
        """Change the rows and show them as they are then."""
        self.problems = {}
        try:
            person = await person_of(self)
            limits.reads.take(person.id)
            draft = await _changed(person, batch_id, wanted)
        except NotSignedIn:
            return await entrance(self)
        except Invalid as error:
            self.problems = dict(error.fields)
            return None
        except REFUSED as error:
            if self.phase == "loading":
                self.phase = "missing"
            else:
                self.problems = {"start": str(error)}
            return None
        await self._show(draft)
        return None

    async def _show(self, draft: Draft) -> None:
        self.phase, self.id, self.name = "review", draft.id, draft.name
        said = f"{draft.file}, {draft.sheet.said}" if draft.file else draft.sheet.said
        self.about, self.heading = said, draft.sheet.heading
        self.columns = column_lines(draft)
        self.shared = {name: str(value) for name, value in draft.shared.items()}
        self.problems = dict(draft.checked.wrong)
        self.rows, self.more = row_lines(
            draft.checked, only_problems=self.only_problems, most=self._wanted
        )
        found = await self._estimate(draft)
        self.panel, self.check = batch_card(found), check_card(draft.checked, found.campaigns)

    async def _estimate(self, draft: Draft) -> Any:
        left = [row for row in draft.checked.rows if not (self.skip_duplicates and row.repeats)]
        return await estimate_batch([row.brief.target_words for row in left if row.brief])


async def _changed(person: Person, batch_id: str, wanted: dict[str, Any]) -> Draft:
    if wanted:
        return await drafts.change(person, batch_id, wanted)
    return await drafts.show(person, batch_id)


def _text(form: Any, name: str) -> str:
    value = form.get(name, "") if isinstance(form, dict) else ""
    return value.strip() if isinstance(value, str) else ""
