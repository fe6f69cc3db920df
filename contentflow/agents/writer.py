"""The Writer: outline first, then section by section; the code owns structure and length."""

import time
from dataclasses import dataclass, field, replace

from contentflow.agents import prompts, prose
from contentflow.agents.base import Work
from contentflow.agents.grounding import is_grounded, respell
from contentflow.agents.lines import make_meta, make_slug
from contentflow.agents.model import OnText, Prompt
from contentflow.agents.prose import Piece, while_written, word_count
from contentflow.agents.shapes import Section, Shape, planned, template
from contentflow.agents.signals import BlockWritten, Measured, Progress, Result, Tail
from contentflow.document import BlockKind, Document, add
from contentflow.errors import AgentFailed, ModelExhausted, RunStopped

TAILS_PER_SECOND = 10
_SHORT = 0.6  # of the wished words: the model is asked for more
_LONG = 1.25  # of the wished words: the rest is left out
_MOST_EXTRA = 3  # continuations of a whole article that is under its band


@dataclass
class _Draft:
    """The text so far and what was said in it."""

    work: Work
    document: Document
    seen: list[frozenset[str]] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words so far."""
        return sum(word_count(block.text) for block in self.document.blocks)

    async def write(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block and tell it."""
        self.document = add(self.document, kind, text, level)
        await self.work.emit(BlockWritten(self.document.blocks[-1], self.document))

    def drop_heading(self) -> None:
        """Take back a heading that found no text."""
        blocks = self.document.blocks
        if blocks and blocks[-1].kind == "heading":
            self.document = replace(self.document, blocks=blocks[:-1])

    def tail(self) -> OnText:
        """Tells the text so far of the block being written, at most ten times a second."""
        block_id = f"b{self.document.serial + 1}"
        last = 0.0

        async def on_text(text: str) -> None:
            nonlocal last
            if time.monotonic() - last >= 1 / TAILS_PER_SECOND:
                last = time.monotonic()
                await self.work.emit(Tail(block_id, while_written(text)))

        return on_text


async def write(work: Work) -> Result:
    """Write the article of a brief.

    Raises:
        AgentFailed: a section could not be written, or nothing usable came.
        RunStopped: it was stopped before there was anything to keep.
        PermanentModelError: the model cannot be used at all.
    """
    try:
        shape = await _plan(work)
        draft = _Draft(work, Document(title=shape.title, slug=make_slug(work.brief, shape.title)))
        stopped = await _until_stopped(draft, shape)
    except ModelExhausted as error:
        raise AgentFailed(str(error)) from error
    return await _finish(draft, shape, stopped=stopped)


async def _until_stopped(draft: _Draft, shape: Shape) -> bool:
    """Write section by section. True when somebody ended it before the last."""
    try:
        for number, section in enumerate(shape.sections):
            await _write_section(draft, section, number, len(shape.sections))
        await _lengthen(draft, shape)
    except RunStopped:
        draft.drop_heading()
        return True
    return False


async def _plan(work: Work) -> Shape:
    own = template(work.brief)
    if not work.limits.outline:
        return own
    await work.emit(Progress(0.0, "Planning the outline"))
    reply = await work.llm.complete(prompts.outline(work.brief, len(own.sections) - 1))
    return planned(work.brief, reply.text) or own


async def _write_section(draft: _Draft, section: Section, number: int, of: int) -> None:
    work = draft.work
    name = f"“{section.heading}”" if section.heading else "the introduction"
    task = (
        f"Writing section {number + 1} of {of}: {name}"
        if section.heading
        else "Writing the introduction"
    )
    await work.emit(Progress((number + 0.5) / (of + 1), task))
    if section.heading:
        await draft.write("heading", section.heading, 2)
    covers = section.covers
    asked = prompts.section(work.brief, section.heading, covers, section.words, section.form)
    pieces = await _ask(draft, asked, section)
    short = section.words * _SHORT - sum(word_count(piece.text) for piece in pieces)
    if short > 0:
        so_far = "\n\n".join(piece.text for piece in pieces)
        wanted = max(30, section.words - word_count(so_far))
        more = prompts.continuation(work.brief, section.heading or "Introduction", so_far, wanted)
        pieces += await _ask(draft, more, replace(section, words=wanted))
    pieces = _with_facts(pieces, section.facts)
    if not pieces:
        draft.drop_heading()
    for piece in pieces:
        await draft.write(piece.kind, piece.text)


async def _ask(draft: _Draft, prompt: Prompt, section: Section) -> list[Piece]:
    reply = await draft.work.llm.complete(prompt, draft.tail())
    return shape_text(draft, reply.text, section)


def shape_text(draft: _Draft, text: str, section: Section) -> list[Piece]:
    """The blocks of a section's text: its grounded, whole, new sentences within its length."""
    brief = draft.work.brief
    room = int(section.words * _LONG)
    pieces: list[Piece] = []
    running: list[str] = []
    items: list[str] = []
    for is_item, line in prose.clean_lines(respell(text, brief), section.heading):
        found = [s for s in prose.keep(_closed(is_item, line), draft.seen) if is_grounded(s, brief)]
        fitting = _fitting(found, room)
        room -= sum(word_count(sentence) for sentence in fitting)
        if is_item and fitting:
            pieces += prose.paragraphs(running)
            running = []
            items.append(" ".join(fitting))
        elif fitting:
            pieces += _listed(items, section)
            items = []
            running += fitting
    return [*pieces, *prose.paragraphs(running), *_listed(items, section)]


def _closed(is_item: bool, line: str) -> list[str]:
    found = prose.sentences(line)
    if is_item and found and found[-1][-1].isalnum():
        found[-1] += "."  # a list's items often go without a full stop
    return found


def _fitting(found: list[str], room: int) -> list[str]:
    fitting = []
    for sentence in found:
        room -= word_count(sentence)
        if room < 0:
            break
        fitting.append(sentence)
    return fitting


def _listed(items: list[str], section: Section) -> list[Piece]:
    if len(items) < 2:
        return prose.paragraphs(items)
    numbered = "numbered" in section.form
    lines = [f"{n}. {item}" if numbered else f"- {item}" for n, item in enumerate(items, start=1)]
    return [Piece("list", "\n".join(lines))]


def _with_facts(pieces: list[Piece], facts: tuple[str, ...]) -> list[Piece]:
    """The given facts stand in the text word for word, whatever the model made of them."""
    said = " ".join(piece.text for piece in pieces)
    missing = [fact for fact in facts if fact.rstrip(".!?") not in said]
    if not missing:
        return pieces
    # Behind the opening, but never between a list and the sentence that leads to it.
    later = range(1, len(pieces))
    place = next((at for at in later if pieces[at].kind != "list"), len(pieces))
    return [*pieces[:place], *prose.paragraphs(missing), *pieces[place:]]


async def _lengthen(draft: _Draft, shape: Shape) -> None:
    low, _ = draft.work.brief.length_band
    last = shape.sections[-1]
    for _ in range(_MOST_EXTRA):
        if draft.words >= low:
            return
        so_far = "\n\n".join(b.text for b in draft.document.blocks[-3:] if b.kind != "heading")
        wanted = min(150, low - draft.words + 30)
        asked = prompts.continuation(draft.work.brief, last.heading, so_far, wanted)
        for piece in await _ask(draft, asked, replace(last, words=wanted)):
            await draft.write(piece.kind, piece.text)


async def _finish(draft: _Draft, shape: Shape, *, stopped: bool) -> Result:
    work = draft.work
    if not any(block.kind != "heading" for block in draft.document.blocks):
        if stopped:
            raise RunStopped
        raise AgentFailed("The model's replies held no usable sentence.")
    await work.emit(Progress(1.0, "Measuring the draft"))
    meta = shape.meta or make_meta(work.brief, draft.document)
    document = replace(draft.document, meta_description=meta)
    report = await work.analyse(document, work.brief)
    await work.emit(Measured(report))
    await work.emit(Progress(1.0, "Done"))
    sections = sum(block.kind == "heading" for block in document.blocks)
    return Result(
        document=document,
        report=report,
        decisions=(),
        summary=f"Wrote {draft.words} words in {sections} sections.",
        score_before=None,
        score_after=report.overall,
        stopped=stopped,
    )
