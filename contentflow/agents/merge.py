"""What agents did beside each other, brought together in their order and verified anew.

Each worked on the same base, as if alone. An edit that was kept there is tried again on the text
with the edits of the agents before it: words that both changed keep the first change.
"""

from dataclasses import dataclass, replace

from contentflow.agents.base import Work, summarise, text_at
from contentflow.agents.signals import Decided, Decision, Result
from contentflow.agents.verify import Standing, Terms, judge
from contentflow.document import Document, Edit, apply, place_of
from contentflow.document_merge import merge_words
from contentflow.errors import EditRefused
from contentflow.names import AGENT_SCORES, AgentName, Outcome

_CHANGED = "What it is about was changed by an agent beside it."


@dataclass(frozen=True)
class Proposal:
    """One agent's result on the base that all of them began with."""

    agent: AgentName
    result: Result


async def merge(proposal: Proposal, base: Document, work: Work) -> Result:
    """The agent's edits on `work.document`, which has those of the agents before it.

    Tells every edit that had been kept on the base: kept now, or rejected and why.
    """
    report = await work.analyse(work.document, work.brief)
    merging = _Merging(proposal.agent, base, work, Standing(work.document, report))
    for index, decision in enumerate(proposal.result.decisions):
        await merging.take(index, decision)
    before = proposal.result.score_before
    own, now = AGENT_SCORES[proposal.agent], merging.now
    after = now.report.scores[own]
    return replace(
        proposal.result,
        document=now.document,
        report=now.report,
        decisions=tuple(merging.decisions),
        summary=summarise(own, merging.decisions, before, after),
        score_after=after,
    )


class _Merging:
    """`alone` is the text as the agent had it, step by step; `ids` names its new blocks here."""

    def __init__(self, agent: AgentName, base: Document, work: Work, now: Standing) -> None:
        self.own = AGENT_SCORES[agent]
        self.work = work
        self.alone = base
        self.now = now
        self.terms = Terms(
            work.brief, now.report.scores, work.draft_scores, work.limits.max_regression
        )
        self.ids: dict[str, str] = {}
        self.decisions: list[Decision] = []

    async def take(self, index: int, decision: Decision) -> None:
        """Decide anew on an edit that was kept; the others stay rejected."""
        if decision.outcome is not Outcome.KEPT or decision.edit is None:
            self.decisions.append(decision)
            return
        alone = apply(self.alone, decision.edit)
        after: Standing | None = None
        try:
            edit = self._moved(decision.edit)
            document = apply(self.now.document, edit)
            after = Standing(document, await self.work.analyse(document, self.work.brief))
            decided = self._judged(decision, edit, after)
        except EditRefused as refusal:
            decided = replace(decision, outcome=Outcome.REJECTED, why=str(refusal), after=None)
        if decided.outcome is Outcome.KEPT and decided.edit and after is not None:
            self._name(alone, after.document)
            place = place_of(decided.edit, self.now.document, after.document)
            decided = replace(decided, place=place)
            self.now = after
        self.alone = alone
        self.decisions.append(decided)
        await self.work.emit(Decided(index, decided, self.now.document, self.now.report))

    def _judged(self, decision: Decision, edit: Edit, after: Standing) -> Decision:
        before = self.now.report.analyses[self.own].check(decision.check.id) or decision.check
        verdict = judge(self.own, before, self.now, after, self.terms)
        measured = after.report.analyses[self.own].check(before.id)
        return replace(
            decision,
            edit=edit,
            outcome=Outcome.KEPT if verdict.kept else Outcome.REJECTED,
            why=verdict.why,
            before=self.now.report.scores[self.own],
            after=after.report.scores[self.own],
            value_before=before.shown,
            value_after=measured.shown if measured else "",
            text_before=text_at(self.now.document, edit),
            text_after=edit.text,
            scores_after=after.report.scores,
        )

    def _moved(self, edit: Edit) -> Edit:
        """The edit with its block's name here, and with what the agents before did to its words.

        Raises:
            EditRefused: they changed the same words.
        """
        there = text_at(self.alone, edit)
        edit = replace(edit, block_id=self.ids.get(edit.block_id, edit.block_id))
        here = text_at(self.now.document, edit)
        if here == there or edit.op == "insert_after":
            return edit
        merged = None if edit.op in ("delete", "set_slug") else merge_words(there, here, edit.text)
        if merged is None:
            raise EditRefused(_CHANGED)
        return replace(edit, text=merged)

    def _name(self, alone: Document, here: Document) -> None:
        brought = zip(_new(self.alone, alone), _new(self.now.document, here), strict=False)
        self.ids.update(brought)


def _new(before: Document, after: Document) -> list[str]:
    known = {block.id for block in before.blocks}
    return [block.id for block in after.blocks if block.id not in known]
