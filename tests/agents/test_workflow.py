"""The whole graph: five agents on the examples, and what they may never do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from contentflow.agents.base import Work
from contentflow.agents.merge import Proposal, merge
from contentflow.agents.signals import Result
from contentflow.agents.verify import stated
from contentflow.agents.workflow import (
    DEFAULT,
    State,
    Template,
    content_generation_workflow,
    execute,
    opening,
)
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document, apply
from contentflow.names import AGENT_ORDER, AGENT_SCORES, AgentName, Outcome
from tests.agents.conftest import EXAMPLES, Collector, example, journaled
from tests.model_server import ModelServer


async def measure(document: Document, brief: Brief) -> Report:
    return analyse(document, brief)


class Plain:
    """A runner without an engine: each agent's result is kept by its name."""

    def __init__(self, server: ModelServer) -> None:
        self.server = server
        self.told = Collector()
        self.results: dict[AgentName, Result] = {}

    def work(self, state: State) -> Work:
        model = journaled(self.server)
        draft = state["draft_scores"]
        return Work(state["document"], state["brief"], model, measure, self.told, draft)

    async def run_agent(self, agent: AgentName, state: State) -> dict[str, Any]:
        self.results[agent] = result = await execute(agent, self.work(state))
        draft = {"draft_scores": result.report.scores} if agent is AgentName.WRITER else {}
        return {"document": result.document, **draft}

    async def propose(self, agent: AgentName, state: State) -> dict[str, Any]:
        return {"proposals": [Proposal(agent, await execute(agent, self.work(state)))]}

    async def merge(self, agents: Sequence[AgentName], state: State) -> dict[str, Any]:
        base = state["document"]
        for proposal in sorted(state["proposals"], key=lambda one: AGENT_ORDER.index(one.agent)):
            result = await merge(proposal, base, self.work(state))
            self.results[proposal.agent] = result
            state = {**state, "document": result.document}
        return {"document": state["document"]}


async def run(
    server: ModelServer, brief: Brief, template: Template = DEFAULT
) -> dict[AgentName, Result]:
    runner = Plain(server)
    graph = content_generation_workflow(template, runner)
    await graph.ainvoke(opening("r", Document(), brief))
    return runner.results


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_five_agents_in_order_and_no_score_falls(server: ModelServer, path: Path) -> None:
    results = await run(server, example(path))
    assert list(results) == list(AGENT_ORDER)
    draft, final = results[AgentName.WRITER], results[AgentName.GEO]
    for name, score in draft.report.scores.items():
        after = final.report.scores[name]
        assert (after is None) == (score is None)
        assert after is None or score is None or after >= score
    for agent, name in AGENT_SCORES.items():
        assert results[agent].score_after == results[agent].report.scores[name]
    assert stated(draft.document) <= stated(final.document), "no fact of the draft is lost"
    assert final.report.overall > draft.report.overall  # type: ignore[operator]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_a_good_editor_lifts_every_score_of_a_tired_draft(path: Path) -> None:
    with ModelServer(rough=True) as server:
        results = await run(server, example(path))
    draft, final = results[AgentName.WRITER].report.scores, results[AgentName.GEO].report.scores
    for name, before in draft.items():
        after = final[name]
        assert before is not None
        assert after is not None
        assert before < 85, f"the draft's {name} leaves nothing to lift"
        assert after >= before + 15 or after > 85, name
        assert after >= before


async def test_faults_do_not_stop_a_run(server: ModelServer) -> None:
    server.fault_rate = 0.5
    results = await run(server, example(EXAMPLES[0]))
    assert list(results) == list(AGENT_ORDER)
    assert any(fault != "none" for fault in server.faults)


async def test_a_template_may_leave_agents_out(server: ModelServer) -> None:
    drafted = await run(server, example(EXAMPLES[0]), [[AgentName.WRITER]])
    runner = Plain(server)
    chosen = [[AgentName.SEO], [AgentName.GEO]]
    draft = drafted[AgentName.WRITER].document
    state = opening("r", draft, example(EXAMPLES[0]))
    await content_generation_workflow(chosen, runner).ainvoke(state)
    assert list(runner.results) == [AgentName.SEO, AgentName.GEO]


async def test_agents_beside_each_other_are_merged_and_hurt_nobody() -> None:
    brief = example(EXAMPLES[0])
    beside = [[AgentName.WRITER], [*AGENT_SCORES]]
    with ModelServer(rough=True) as server:
        results = await run(server, brief, beside)
    draft = results[AgentName.WRITER]
    final = results[AgentName.GEO]
    for name, before in draft.report.scores.items():
        after = final.report.scores[name]
        assert before is not None
        assert after is not None
        assert after >= before, name
    assert final.report.overall > draft.report.overall  # type: ignore[operator]
    assert stated(draft.document) <= stated(final.document)
    kept = [
        decision.edit
        for agent in AGENT_SCORES
        for decision in results[agent].decisions
        if decision.outcome is Outcome.KEPT
    ]
    text = draft.document
    for edit in kept:
        assert edit is not None
        text = apply(text, edit)
    assert text == final.document, "what is told as kept makes the text"
