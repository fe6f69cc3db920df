"""An optimiser agent: for each of its checks, mends made by code and questions for the model."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from contentflow.agents import prompts, prose
from contentflow.agents.base import AskedBefore, BudgetSpent
from contentflow.agents.grounding import is_grounded, respell
from contentflow.agents.model import Model, Prompt
from contentflow.agents.signals import Tail
from contentflow.analysis import analyse
from contentflow.analysis.checks import Analysis, Check
from contentflow.analysis.text import prepare
from contentflow.brief import Brief
from contentflow.document import Block, Document, Edit, EditOp
from contentflow.names import AGENT_SCORES, AgentName

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.+)$", re.MULTILINE)
MOST_QUESTIONS = 8  # per check and round; the budget of calls ends most sooner


@dataclass(frozen=True)
class Task:
    """One failing check of one document."""

    document: Document
    brief: Brief
    check: Check

    def edit(self, op: EditOp, block_id: str, text: str, reason: str) -> Edit:
        """An edit for this check."""
        return Edit(op, block_id, text, reason, self.check.id)

    @property
    def marked(self) -> list[Block]:
        """The marked blocks, each once, in the check's order."""
        ids = dict.fromkeys(span.block_id for span in self.check.spans)
        return [block for block in map(self.document.block, ids) if block]

    def number(self, block: Block) -> int:
        """Which paragraph a block is, counted from 1."""
        return self.document.blocks.index(block) + 1


@dataclass(frozen=True)
class Question:
    """What to ask a model, and the edit its cleaned answer makes."""

    prompt: Prompt
    edit: Callable[[str], Edit]
    block_id: str = ""  # the block written anew; what the others say already is left out


Mend = Callable[[Task], Iterator[Edit]]
Ask = Callable[[Task], Iterator[Question]]


@dataclass(frozen=True)
class Optimiser:
    """Implements `base.Agent`: mends by code come first, then the model is asked."""

    name: AgentName
    mends: dict[str, tuple[Mend, ...]]
    asks: dict[str, Ask] = field(default_factory=dict)
    model_first: frozenset[str] = frozenset()

    def analyse(self, document: Document, brief: Brief) -> Analysis:
        """The agent's own score and checks."""
        return analyse(document, brief).analyses[AGENT_SCORES[self.name]]

    async def propose(
        self, document: Document, brief: Brief, check: Check, llm: Model
    ) -> AsyncIterator[Tail | Edit]:
        """Edits for one failing check; code's come first, but where a model words it better."""
        task = Task(document, brief, check)
        if check.id in self.model_first:
            async for edit in self._asked(task, llm):
                yield edit
        for mend in self.mends.get(check.id, ()):
            for edit in mend(task):
                yield edit
        if check.id not in self.model_first:
            async for edit in self._asked(task, llm):
                yield edit

    async def _asked(self, task: Task, llm: Model) -> AsyncIterator[Edit]:
        ask = self.asks.get(task.check.id)
        for question in islice(ask(task), MOST_QUESTIONS) if ask else ():
            try:
                reply = await llm.complete(question.prompt)
            except AskedBefore:
                continue
            except BudgetSpent:
                return
            text = answer(reply.text, task.brief, said(task, question.block_id))
            if text:
                yield question.edit(text)


def said(task: Task, but: str) -> list[frozenset[str]]:
    """The words of every sentence of the text, one block apart."""
    found = prepare(task.document).sentences
    return [frozenset(sentence.words) for passage, sentence in found if passage.id != but]


def answer(reply: str, brief: Brief, seen: list[frozenset[str]]) -> str:
    """The usable sentences of a model's reply as one paragraph, or ""."""
    lines = [line for _, line in prose.clean_lines(reply)]
    found = [sentence for line in lines for sentence in prose.sentences(line)]
    grounded = [one for one in prose.keep(found, seen) if is_grounded(one, brief)]
    return respell(" ".join(grounded), brief)


def ask_rewrite(instruction: str) -> Ask:
    """Questions that have the marked paragraphs, and marked items of lists, written anew."""

    def ask(task: Task) -> Iterator[Question]:
        for block in task.marked:
            reason = f"Rewriting paragraph {task.number(block)}: {task.check.label.lower()}"
            for passage in passages(task, block):
                prompt = prompts.rewrite(task.brief, passage, task.check, instruction)
                yield Question(prompt, _exchanging(task, block, passage, reason), block.id)

    return ask


def passages(task: Task, block: Block) -> list[str]:
    """What of a marked block to rewrite: a paragraph whole, of a list the marked items."""
    if block.kind == "paragraph":
        return [block.text]
    if block.kind != "list":
        return []
    spans = [span for span in task.check.spans if span.block_id == block.id]
    items = _ITEM.finditer(block.text)
    return [
        item[1]
        for item in items
        if any(item.start(1) < s.end and s.start < item.end(1) for s in spans)
    ]


def ask_sentence(instruction: str, place: Callable[[Task], str]) -> Ask:
    """A question for one new sentence that goes in after the block `place` names."""

    def ask(task: Task) -> Iterator[Question]:
        block_id = place(task)
        text = "\n\n".join(block.text for block in task.document.blocks)
        prompt = prompts.passage(task.brief, text, task.check, instruction, 25)
        reason = f"Adding a sentence: {task.check.label.lower()}"

        def edit(reply: str) -> Edit:
            return task.edit("insert_after", block_id, reply, reason)

        yield Question(prompt, edit)

    return ask


def _exchanging(task: Task, block: Block, passage: str, reason: str) -> Callable[[str], Edit]:
    return lambda reply: task.edit(
        "replace", block.id, block.text.replace(passage, reply, 1), reason
    )
