"""The LangGraph of a run: one node per agent, in the order of the template."""

import operator
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise
from typing import Annotated, Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from contentflow.agents import base, brand, geo, quality, seo, writer
from contentflow.agents.base import Agent, Work
from contentflow.agents.signals import Result
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import AgentName, ScoreName

# Part of the cache key: raise an agent's number when what it does changes.
AGENT_VERSION: dict[AgentName, int] = dict.fromkeys(AgentName, 1)

OPTIMISERS: dict[AgentName, Agent] = {
    agent.name: agent for agent in (seo.AGENT, brand.AGENT, quality.AGENT, geo.AGENT)
}


class State(TypedDict):
    """What the agents hand on."""

    run_id: str
    document: Document
    brief: Brief
    draft_scores: dict[ScoreName, int | None]
    failed: Annotated[list[AgentName], operator.add]


RunAgent = Callable[[AgentName, State], Awaitable[dict[str, Any]]]
Graph = CompiledStateGraph[State, None, State, State]


async def execute(agent: AgentName, work: Work) -> Result:
    """Let one agent do its work."""
    if agent is AgentName.WRITER:
        return await writer.write(work)
    return await base.improve(OPTIMISERS[agent], work)


def content_generation_workflow(agents: Sequence[AgentName], run_agent: RunAgent) -> Graph:
    """The graph of a run, compiled. `run_agent` does one agent's work and returns the update."""
    graph: StateGraph[State, None, State, State] = StateGraph(State)
    for agent in agents:
        graph.add_node(agent.value, _node(agent, run_agent))  # type: ignore[call-overload]

    steps = [START, *(agent.value for agent in agents), END]
    for step, following in pairwise(steps):
        graph.add_edge(step, following)
    return graph.compile()


def _node(agent: AgentName, run_agent: RunAgent) -> Callable[[State], Awaitable[dict[str, Any]]]:
    async def node(state: State) -> dict[str, Any]:
        return await run_agent(agent, state)

    return node
