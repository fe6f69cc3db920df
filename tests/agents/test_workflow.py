"""The whole graph: five agents on the examples, and what they may never do."""

from pathlib import Path
from typing import Any

import pytest

from contentflow.agents.base import Work
from contentflow.agents.signals import Result
from contentflow.agents.verify import stated
from contentflow.agents.workflow import State, content_generation_workflow, execute
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import AGENT_ORDER, AGENT_SCORES, AgentName
from tests.agents.conftest import EXAMPLES, Collector, example, journaled
from tests.model_server import ModelServer


async def measure(document: Document, brief: Brief) -> Report:
    return analyse(document, brief)


async def run(server: ModelServer, brief: Brief) -> dict[AgentName, Result]:
    results: dict[AgentName, Result] = {}

    async def run_agent(agent: AgentName, state: State) -> dict[str, Any]:
        work = Work(
            state["document"], brief, journaled(server), measure, Collector(), state["draft_scores"]
        )
        results[agent] = result = await execute(agent, work)
        draft = {"draft_scores": result.report.scores} if agent is AgentName.WRITER else {}
        return {"document": result.document, **draft}

    graph = content_generation_workflow(AGENT_ORDER, run_agent)
    await graph.ainvoke(
        {"run_id": "r", "document": Document(), "brief": brief, "draft_scores": {}, "failed": []}
    )
    return results


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


async def test_a_template_may_leave_agents_out() -> None:
    ran = []

    async def run_agent(agent: AgentName, state: State) -> dict[str, Any]:
        ran.append(agent)
        return {"failed": [agent]}

    chosen = (AgentName.SEO, AgentName.GEO)
    graph = content_generation_workflow(chosen, run_agent)
    state = await graph.ainvoke(
        {
            "run_id": "r",
            "document": Document(),
            "brief": Brief(topic="Rakes"),
            "draft_scores": {},
            "failed": [],
        }
    )
    assert ran == state["failed"] == list(chosen)
