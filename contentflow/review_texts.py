"""How one edit of an agent goes into a text, or comes out of it, whatever was changed since."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import version_rows
from contentflow.document import Block, Document, Edit, apply
from contentflow.document_diff import words
from contentflow.document_merge import Clash, merge
from contentflow.errors import Conflict, EditRefused
from contentflow.models import AgentDecision, AgentPerformance, Campaign, ContentVersion
from contentflow.names import AGENT_LABELS, AgentName, Outcome

_LINES = {"set_title": "title", "set_meta": "meta_description", "set_slug": "slug"}
_NEW_TEXT = "The Writer wrote a new text since; this edit belongs to an earlier one."
_GONE = "The paragraph this edit belongs to is no longer there."


class Texts:
    """The texts that edits were made on, read once each."""

    def __init__(self, session: AsyncSession, campaign: Campaign) -> None:
        self._session = session
        self._campaign = campaign
        self._texts: dict[int, Document] = {}
        self._drafts: dict[int, str] | None = None

    async def put(self, row: AgentDecision, current: Document) -> Document:
        """The text with the edit in it.

        Raises:
            Conflict: it cannot go in any more; says why.
        """
        if row.version or row.outcome is Outcome.KEPT:  # it was in the text before
            before, after = await self._sides(row)
            # What it brought keeps the ids it had.
            before = replace(before, serial=max(before.serial, current.serial))
        else:
            await self._require_draft(await self._base_of(row))
            before, after = _fresh_sides(row, current)
            if (place := _strange(before, current)) is not None:
                raise await self._refusal(row, place)
        return await self._merged(row, before, after, current)

    async def take(self, row: AgentDecision, current: Document) -> Document:
        """The text without the edit.

        Raises:
            Conflict: others changed the same words since, or it is of another text.
        """
        before, after = await self._sides(row)
        return await self._merged(row, after, before, current)

    async def _merged(
        self, row: AgentDecision, base: Document, mine: Document, current: Document
    ) -> Document:
        merged = merge(base, mine, current, within=True)
        clashes = [clash for clash in merged.clashes if not self._settled(row, clash)]
        if not clashes:
            return _without(merged.document, merged.clashes)
        if clashes[0].theirs is None:
            raise Conflict(_GONE)
        raise await self._refusal(row, clashes[0].place)

    async def _refusal(self, row: AgentDecision, place: str) -> Conflict:
        since = await self._made_in(row) or await self._base_of(row)
        found = await version_rows.changed_by(self._session, self._campaign.id, since, [place])
        names = found[place] or AGENT_LABELS[row.agent_type]  # in a later edit of the same version
        return Conflict(f"{names} changed the same words since. Edit the text instead.")

    def _settled(self, row: AgentDecision, clash: Clash) -> bool:
        """A paragraph that has gone took what the agent did to it along."""
        return clash.theirs is None and row.outcome is Outcome.KEPT

    async def _sides(self, row: AgentDecision) -> tuple[Document, Document]:
        """The text just before the edit and just after it, as its version was made."""
        number = await self._made_in(row)
        await self._require_draft(number)
        document = await self._text(number - 1)
        for other in await self._together(row):
            try:
                after = _edited(document, other)
            except EditRefused as refusal:
                raise Conflict(str(refusal)) from refusal
            if other.id == row.id:
                return document, after
            document = after
        raise Conflict(_NEW_TEXT)

    async def _together(self, row: AgentDecision) -> list[AgentDecision]:
        """The edits that came with the same version, in the order in which they went in."""
        query = select(AgentDecision).where(
            AgentDecision.campaign_id == self._campaign.id, AgentDecision.outcome == row.outcome
        )
        if row.outcome is Outcome.KEPT:
            query = query.where(
                AgentDecision.run_id == row.run_id,
                AgentDecision.agent_type == row.agent_type,
                AgentDecision.round == row.round,
            )
        else:
            query = query.where(AgentDecision.version == row.version)
        return in_order((await self._session.exec(query)).all())

    async def _made_in(self, row: AgentDecision) -> int:
        """The version that the edit came with, 0 for none; the oldest rows do not name it."""
        if row.version or row.outcome is not Outcome.KEPT:
            return row.version
        query = select(func.max(ContentVersion.number)).where(
            ContentVersion.run_id == row.run_id, ContentVersion.agent_type == row.agent_type
        )
        return (await self._session.exec(query)).one() or 0

    async def _text(self, number: int) -> Document:
        if number not in self._texts:
            read = version_rows.text(self._session, self._campaign.id, number)
            self._texts[number] = await read if number else Document()
        return self._texts[number]

    async def _base_of(self, row: AgentDecision) -> int:
        execution = await self._session.get_one(AgentPerformance, row.execution_id)
        return execution.base_version

    async def _require_draft(self, number: int) -> None:
        """Raises:
        Conflict: the text is not the one of that version any more, but another draft.
        """
        if self._drafts is None:
            self._drafts = await _drafts(self._session, self._campaign.id)
        if self._drafts.get(number) != self._drafts.get(self._campaign.version):
            raise Conflict(_NEW_TEXT)


def in_order(rows: Iterable[AgentDecision]) -> list[AgentDecision]:
    """Decisions as they were made."""
    return sorted(rows, key=lambda row: (row.created_at, row.position))


async def _drafts(session: AsyncSession, campaign_id: str) -> dict[int, str]:
    """For each version the run whose Writer wrote its draft; what is put back brings its own."""
    query = select(
        ContentVersion.number,
        ContentVersion.agent_type,
        ContentVersion.run_id,
        ContentVersion.restored_from,
    ).where(ContentVersion.campaign_id == campaign_id)
    found: dict[int, str] = {}
    draft = ""
    for number, agent, run_id, restored in await session.exec(
        query.order_by(col(ContentVersion.number))
    ):
        if agent is AgentName.WRITER:
            draft = run_id or ""
        elif restored is not None:
            draft = found.get(restored, draft)
        found[number] = draft
    return found


def _edit_of(row: AgentDecision) -> Edit:
    if row.edit is None:
        raise Conflict("The model gave no edit that could be taken in.")
    return Edit(**row.edit)


def _edited(document: Document, row: AgentDecision) -> Document:
    """The text with an edit, as it was applied when its version was made."""
    if row.outcome is Outcome.KEPT:
        return apply(document, _edit_of(row))
    before, after = _fresh_sides(row, document)
    return merge(before, after, document, within=True).document


def _fresh_sides(row: AgentDecision, current: Document) -> tuple[Document, Document]:
    """The text as an edit that never was in it expects it, and with the edit."""
    edit = _edit_of(row)
    before = _with_text(current, edit, row.text_before)
    try:
        return before, apply(before, edit)
    except EditRefused as refusal:
        gone = current.block(edit.block_id) is None and edit.block_id
        raise Conflict(_GONE if gone else str(refusal)) from refusal


def _with_text(document: Document, edit: Edit, text: str) -> Document:
    """The document with the words that the edit was made on where it stands."""
    line: dict[str, Any] = {_LINES[edit.op]: text} if edit.op in _LINES else {}
    if line:
        return replace(document, **line)
    if edit.op == "insert_after":
        return document
    return replace(
        document,
        blocks=tuple(
            replace(block, text=text) if block.id == edit.block_id else block
            for block in document.blocks
        ),
    )


def _strange(before: Document, current: Document) -> str | None:
    """The block whose words are no longer those an edit was made on; None when they mostly are."""
    for was in before.blocks:
        here = current.block(was.id)
        if here is None or here.text == was.text:
            continue
        stayed = sum(len(one.text) for one in words(was.text, here.text) if one.kind == "same")
        if stayed < len(was.text) / 2:
            return was.id
    return None


def _without(document: Document, clashes: tuple[Clash, ...]) -> Document:
    """Less the blocks that others deleted."""
    gone = {clash.place for clash in clashes}
    kept: tuple[Block, ...] = tuple(block for block in document.blocks if block.id not in gone)
    return replace(document, blocks=kept)
