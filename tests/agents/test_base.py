"""The loop: what it tries, keeps, rejects, tells, and when it stops."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from contentflow.agents.base import Limits, Work, improve
from contentflow.agents.model import Model, OnText, Prompt, Reply
from contentflow.agents.signals import Decided, Progress, Tail
from contentflow.analysis.checks import Analysis, Check, Report
from contentflow.brief import Brief
from contentflow.document import Block, Document, Edit
from contentflow.errors import AgentFailed, ModelExhausted, PermanentModelError
from contentflow.names import AgentName, Outcome, Rating, ScoreName
from tests.agents.conftest import Collector

BRIEF = Brief(topic="Rakes", target_words=10)
START = Document("T", "m", "s", (Block("b1", "paragraph", "bad bad ugly"),), 1)


def ask(about: str) -> Prompt:
    return Prompt("s", about, 10)


def _check(name: str, count: int, weight: int) -> Check:
    rating = Rating.POOR if count else Rating.GOOD
    points = 0 if count else weight
    return Check(
        name, ScoreName.SEO, name, count, f"{count} times", "none", rating, weight, points, count
    )


async def count_words(document: Document, brief: Brief) -> Report:
    """Two checks: no "bad" (the heavier one), no "ugly"."""
    words = " ".join(block.text for block in document.blocks).split()
    checks = (_check("ugly", words.count("ugly"), 2), _check("bad", words.count("bad"), 8))
    score = round(10 * sum(check.points for check in checks))
    others = {name: Analysis(name, None, ()) for name in ScoreName}
    analyses = {**others, ScoreName.SEO: Analysis(ScoreName.SEO, score, checks)}
    return Report(analyses, {"words": max(len(words), 8)})


Propose = Callable[[Document, Check, Model], AsyncIterator[Tail | Edit]]


@dataclass
class Scripted:
    script: Propose
    asked: list[str] = field(default_factory=list)
    name: AgentName = AgentName.SEO

    def analyse(self, document: Document, brief: Brief) -> Analysis:
        raise AssertionError("the loop measures through work.analyse")

    async def propose(
        self, document: Document, brief: Brief, check: Check, llm: Model
    ) -> AsyncIterator[Tail | Edit]:
        self.asked.append(check.id)
        async for proposal in self.script(document, check, llm):
            yield proposal


def edit(text: str, check: Check, block: str = "b1") -> Edit:
    return Edit("replace", block, text, "Trying", check.id)


async def fix_one(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
    """Take one offending word out."""
    yield edit(document.blocks[0].text.replace(check.id, "fine", 1), check)


class NoModel:
    calls = 0

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        self.calls += 1
        raise ModelExhausted("All 6 attempts failed.")


def work(told: Collector, llm: Model | None = None, **limits: float) -> Work:
    return Work(START, BRIEF, llm or NoModel(), count_words, told, {}, Limits(**limits))  # type: ignore[arg-type]


async def test_the_worst_check_is_worked_first_until_it_is_met() -> None:
    told = Collector()
    agent = Scripted(fix_one)
    result = await improve(agent, work(told))
    assert agent.asked == ["bad", "bad", "ugly"]
    assert result.document.blocks[0].text == "fine fine fine"
    assert (result.score_before, result.score_after) == (0, 100)
    assert [d.outcome for d in result.decisions] == [Outcome.KEPT] * 3
    assert "Kept 3 edits of 3" in result.summary


async def test_progress_never_goes_back_and_ends_at_one() -> None:
    told = Collector()
    await improve(Scripted(fix_one), work(told))
    fractions = [signal.fraction for signal in told.of(Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


async def test_decided_events_carry_the_state_after_them() -> None:
    told = Collector()
    await improve(Scripted(fix_one), work(told))
    texts = [signal.document.blocks[0].text for signal in told.of(Decided)]
    assert texts == ["fine bad ugly", "fine fine ugly", "fine fine fine"]
    assert [signal.index for signal in told.of(Decided)] == [0, 1, 2]


async def test_a_rejected_edit_leaves_the_text_and_gives_the_check_up() -> None:
    async def worse(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
        yield edit("bad bad bad ugly ugly", check)
        yield edit("bad bad bad ugly ugly", check)  # not judged twice

    told = Collector()
    agent = Scripted(worse)
    result = await improve(agent, work(told))
    assert agent.asked == ["bad", "ugly"]
    assert result.document == START
    assert [d.outcome for d in result.decisions] == [Outcome.REJECTED]
    assert all(signal.document == START for signal in told.of(Decided))


async def test_an_edit_of_a_block_that_has_gone_is_rejected() -> None:
    async def gone(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
        yield edit("fine", check, "b99")

    result = await improve(Scripted(gone), work(Collector()))
    assert result.document == START
    assert "no longer there" in result.decisions[0].why


async def test_the_edit_budget_ends_the_work() -> None:
    result = await improve(Scripted(fix_one), work(Collector(), max_edits=1))
    assert len(result.decisions) == 1


async def test_the_time_limit_ends_the_work() -> None:
    result = await improve(Scripted(fix_one), work(Collector(), seconds=-1))
    assert result.decisions == ()
    assert result.document == START


async def ask_then_fix(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
    reply = await llm.complete(ask(check.id))
    yield edit(reply.text, check)


async def test_an_exhausted_call_rejects_that_edit_alone() -> None:
    result = await improve(Scripted(ask_then_fix), work(Collector()))
    assert [decision.edit for decision in result.decisions] == [None, None]
    assert all("attempts failed" in decision.why for decision in result.decisions)


async def test_three_exhausted_calls_from_the_start_fail_the_agent() -> None:
    async def insist(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
        for attempt in range(2):
            try:
                await llm.complete(ask(f"{check.id} {attempt}"))
            except ModelExhausted:
                continue
        yield edit(document.blocks[0].text, check)

    with pytest.raises(AgentFailed, match="first 3 model calls"):
        await improve(Scripted(insist), work(Collector()))


async def test_a_permanent_error_ends_the_agent_at_once() -> None:
    class Refused:
        async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
            raise PermanentModelError("The key was refused.")

    with pytest.raises(PermanentModelError):
        await improve(Scripted(ask_then_fix), work(Collector(), Refused()))


async def test_the_call_budget_is_kept() -> None:
    class Echoing(NoModel):
        async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
            self.calls += 1
            return Reply("bad bad bad", "m")

    model = Echoing()
    await improve(Scripted(ask_then_fix), work(Collector(), model, max_model_calls=1))
    assert model.calls == 1


async def test_the_same_question_is_asked_once() -> None:
    class Answering(NoModel):
        async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
            self.calls += 1
            return Reply("bad bad ugly", "m")

    async def same(document: Document, check: Check, llm: Model) -> AsyncIterator[Tail | Edit]:
        yield edit((await llm.complete(ask("always"))).text, check)

    model = Answering()
    result = await improve(Scripted(same), work(Collector(), model))
    assert model.calls == 1
    assert [decision.outcome for decision in result.decisions] == [Outcome.REJECTED]
