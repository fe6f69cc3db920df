"""The shared loop of the four optimisers: measure, propose, try on a copy, verify, decide."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from contentflow.agents.model import Model, OnText, Prompt, Reply
from contentflow.agents.signals import (
    Decided,
    Decision,
    Emit,
    Measured,
    Progress,
    Result,
    Tail,
)
from contentflow.agents.verify import Standing, Terms, judge
from contentflow.analysis.checks import Analysis, Check, Report
from contentflow.brief import Brief
from contentflow.document import Document, Edit, apply, place_of
from contentflow.errors import (
    AgentFailed,
    ContentflowError,
    EditRefused,
    ModelExhausted,
    RunStopped,
)
from contentflow.names import AGENT_SCORES, SCORE_LABELS, AgentName, Outcome, ScoreName

EditKey = tuple[str, str, str]
GIVE_UP_AFTER = 3  # calls from the first on, all without a reply


@dataclass(frozen=True)
class Limits:
    """How far one agent may go. `outline`: whether the model is good enough to be asked for one."""

    max_edits: int = 40
    max_model_calls: int = 20
    seconds: float = 180.0
    max_regression: int = 2
    outline: bool = True

    @classmethod
    def for_demo(cls) -> "Limits":
        """For a small model on this computer: few calls, as nearly all its edits are rejected."""
        return cls(max_edits=20, max_model_calls=3, seconds=30.0, outline=False)


@dataclass(frozen=True)
class Work:
    """One agent's task and everything it may use. `draft_scores` are those of the Writer's text.

    `rejected` are the edits that an earlier round of the same work tried in vain, see `key_of`.
    """

    document: Document
    brief: Brief
    llm: Model
    analyse: Callable[[Document, Brief], Awaitable[Report]]
    emit: Emit
    draft_scores: dict[ScoreName, int | None] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    rejected: frozenset[EditKey] = frozenset()


class Agent(Protocol):
    """An optimiser: it owns one score and knows how to mend its checks."""

    @property
    def name(self) -> AgentName:
        """Which agent this is."""
        ...

    def analyse(self, document: Document, brief: Brief) -> Analysis:
        """The agent's own score and checks."""
        ...

    def propose(
        self, document: Document, brief: Brief, check: Check, llm: Model
    ) -> AsyncIterator[Tail | Edit]:
        """Edits for one failing check, best first; the next is asked for when one was rejected."""
        ...


class BudgetSpent(ContentflowError):
    """The agent has made as many model calls as it may."""


class AskedBefore(ContentflowError):
    """The agent asked just this already; another answer would be no better."""


class _Budgeted:
    """Counts calls and failures, so that the loop knows when to stop asking."""

    def __init__(self, model: Model, most: int) -> None:
        self._model = model
        self._left = most
        self._asked: set[str] = set()
        self.answered = 0
        self.exhausted = 0

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        if (digest := prompt.digest()) in self._asked:
            raise AskedBefore
        if self._left <= 0:
            raise BudgetSpent
        self._asked.add(digest)
        self._left -= 1
        try:
            reply = await self._model.complete(prompt, on_text)
        except ModelExhausted as error:
            self.exhausted += 1
            if self.exhausted >= GIVE_UP_AFTER and not self.answered:
                raise AgentFailed(
                    f"The first {self.exhausted} model calls all failed. {error}"
                ) from error
            raise
        self.answered += 1
        return reply


class _Loop:
    """The state of one agent's work: the text so far, what was decided, what is given up."""

    def __init__(self, agent: Agent, work: Work, report: Report) -> None:
        self.agent = agent
        self.work = work
        self.own = AGENT_SCORES[agent.name]
        self.now = Standing(work.document, report)
        self.terms = Terms(work.brief, report.scores, work.draft_scores, work.limits.max_regression)
        self.llm = _Budgeted(work.llm, work.limits.max_model_calls)
        self.decisions: list[Decision] = []
        self.given_up: set[str] = set()
        self.rejected: set[EditKey] = set(work.rejected)
        self.deadline = time.monotonic() + work.limits.seconds
        self.fraction = 0.0

    def next_check(self) -> Check | None:
        """The failing check with most to win that is not given up, while there is budget."""
        spent = len(self.decisions) >= self.work.limits.max_edits
        if spent or time.monotonic() > self.deadline:
            return None
        return next(iter(self._open()), None)

    def _open(self) -> list[Check]:
        failing = self.now.report.analyses[self.own].failing()
        return [check for check in failing if check.id not in self.given_up]

    async def mend(self, check: Check) -> None:
        """Try the agent's proposals for one check until one is kept."""
        await self.tell(f"Working on “{check.label}”: {check.shown}")
        proposals = self.agent.propose(self.now.document, self.work.brief, check, self.llm)
        try:
            async for proposal in proposals:
                if isinstance(proposal, Tail):
                    await self.work.emit(proposal)
                elif await self.decide(check, proposal):
                    return
                elif len(self.decisions) >= self.work.limits.max_edits:
                    break
        except ModelExhausted as error:
            await self.record(_no_reply(check, self.score, error), self.now)
        except (BudgetSpent, AskedBefore):
            pass
        self.given_up.add(check.id)

    @property
    def score(self) -> int | None:
        """The agent's own score as the text stands."""
        return self.now.report.scores[self.own]

    async def decide(self, check: Check, edit: Edit) -> bool:
        """Apply to a copy, measure, judge. True when the edit was kept."""
        key = key_of(edit)
        if key in self.rejected:
            return False
        await self.tell(edit.reason)
        try:
            document = apply(self.now.document, edit)
        except EditRefused as error:
            self.rejected.add(key)
            await self.record(_refused(check, edit, self.score, error), self.now)
            return False
        after = Standing(document, await self.work.analyse(document, self.work.brief))
        verdict = judge(self.own, check, self.now, after, self.terms)
        decision = self._decision(check, edit, after, verdict.why)
        if verdict.kept:
            await self.record(replace(decision, outcome=Outcome.KEPT), after)
        else:
            self.rejected.add(key)
            await self.record(decision, self.now)
        return verdict.kept

    def _decision(self, check: Check, edit: Edit, after: Standing, why: str) -> Decision:
        measured = after.report.analyses[self.own].check(check.id)
        return Decision(
            check=check,
            edit=edit,
            outcome=Outcome.REJECTED,
            why=why,
            before=self.score,
            after=after.report.scores[self.own],
            value_before=check.shown,
            value_after=measured.shown if measured else "",
            text_before=text_at(self.now.document, edit),
            text_after=edit.text,
            scores_after=after.report.scores,
        )

    async def record(self, decision: Decision, standing: Standing) -> None:
        """Take the decision into the state and tell it."""
        if decision.edit is not None:
            place = place_of(decision.edit, self.now.document, standing.document)
            decision = replace(decision, place=place)
        self.now = standing
        self.decisions.append(decision)
        index = len(self.decisions) - 1
        await self.work.emit(Decided(index, decision, standing.document, standing.report))

    async def tell(self, task: str) -> None:
        """Report progress: decided work against the checks that are still open. Never goes back."""
        done = len(self.decisions) + len(self.given_up)
        self.fraction = max(self.fraction, min(0.99, done / (done + len(self._open()) + 1)))
        await self.work.emit(Progress(self.fraction, task))


async def improve(agent: Agent, work: Work) -> Result:
    """Mend what the agent's checks find, one verified edit after the other.

    Raises:
        AgentFailed: the first three model calls gave nothing.
        PermanentModelError: the model cannot be used at all.
    """
    await work.emit(Progress(0.0, "Measuring the text"))
    report = await work.analyse(work.document, work.brief)
    await work.emit(Measured(report))
    loop = _Loop(agent, work, report)
    stopped = await _until_stopped(loop)
    if not stopped:
        await work.emit(Measured(loop.now.report))
        await work.emit(Progress(1.0, "Done"))
    before = report.scores[loop.own]
    return Result(
        document=loop.now.document,
        report=loop.now.report,
        decisions=tuple(loop.decisions),
        summary=summarise(loop.own, loop.decisions, before, loop.score),
        score_before=before,
        score_after=loop.score,
        stopped=stopped,
    )


async def _until_stopped(loop: _Loop) -> bool:
    """Work until nothing is left to do. True when somebody ended it before."""
    try:
        while (check := loop.next_check()) is not None:
            await loop.mend(check)
    except RunStopped:
        return True
    return False


def key_of(edit: Edit) -> EditKey:
    """What makes two edits the same try."""
    return edit.op, edit.block_id, edit.text


def summarise(
    own: ScoreName, decisions: list[Decision], before: int | None, after: int | None
) -> str:
    """What was done, in one sentence in the past tense."""
    if before is None:
        return f"{SCORE_LABELS[own]} did not apply to this brief."
    kept = sum(decision.outcome is Outcome.KEPT for decision in decisions)
    if not kept:
        tried = f"; {len(decisions)} proposed edits were rejected" if decisions else ""
        return f"Changed nothing{tried}. {SCORE_LABELS[own]} stayed at {before}."
    edits = "1 edit" if kept == 1 else f"{kept} edits"
    return (
        f"Kept {edits} of {len(decisions)} proposed;"
        f" {SCORE_LABELS[own]} went from {before} to {after}."
    )


def text_at(document: Document, edit: Edit) -> str:
    """The text an edit replaces, or ""."""
    match edit.op:
        case "set_title":
            return document.title
        case "set_meta":
            return document.meta_description
        case "set_slug":
            return document.slug
        case "insert_after":
            return ""
    block = document.block(edit.block_id)
    return block.text if block else ""


def _no_reply(check: Check, score: int | None, error: ModelExhausted) -> Decision:
    return Decision(
        check, None, Outcome.REJECTED, str(error), score, None, check.shown, "", scores_after=None
    )


def _refused(check: Check, edit: Edit, score: int | None, error: EditRefused) -> Decision:
    return Decision(
        check,
        edit,
        Outcome.REJECTED,
        str(error),
        score,
        None,
        check.shown,
        "",
        text_after=edit.text,
    )
