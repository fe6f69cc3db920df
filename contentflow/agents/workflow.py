"""The LangGraph of a run: one node per agent, in the steps of its template."""

import operator
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Protocol, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from contentflow.agents import base, brand, geo, quality, seo, writer
from contentflow.agents.base import Agent, Work
from contentflow.agents.signals import Result
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import AGENT_ORDER, AgentName, ScoreName

# Part of the cache key: raise an agent's number when what it does changes.
AGENT_VERSION: dict[AgentName, int] = dict.fromkeys(AgentName, 1)

OPTIMISERS: dict[AgentName, Agent] = {
    agent.name: agent for agent in (seo.AGENT, brand.AGENT, quality.AGENT, geo.AGENT)
}


Template = Sequence[Sequence[AgentName]]  # steps; the agents of one step work beside each other
DEFAULT: Template = tuple((agent,) for agent in AGENT_ORDER)


class State(TypedDict):
    """What the agents hand on. `proposals` are those of agents beside each other, not yet merged;
    `stopped`: somebody paused or cancelled the run, so that the agents after it do not start.
    """

    run_id: str
    document: Document
    brief: Brief
    draft_scores: dict[ScoreName, int | None]
    failed: Annotated[list[AgentName], operator.add]
    proposals: Annotated[list[Any], operator.add]
    stopped: Annotated[bool, operator.or_]


class Runner(Protocol):
    """Does the work of the nodes; each method returns the state's update."""

    async def run_agent(self, agent: AgentName, state: State) -> dict[str, Any]:
        """One agent alone."""
        ...

    async def propose(self, agent: AgentName, state: State) -> dict[str, Any]:
        """One agent beside others: its result is a proposal."""
        ...

    async def merge(self, agents: Sequence[AgentName], state: State) -> dict[str, Any]:
        """The proposals of these agents brought together."""
        ...


Graph = CompiledStateGraph[State, None, State, State]
Building = (
    Any  # a StateGraph; LangGraph's types do not take a coroutine function of ours for a node
)
Node = Callable[[State], Awaitable[dict[str, Any]]]


def opening(run_id: str, document: Document, brief: Brief) -> State:
    """The state a run begins with."""
    return {
        "run_id": run_id,
        "document": document,
        "brief": brief,
        "draft_scores": {},
        "failed": [],
        "proposals": [],
        "stopped": False,
    }


async def execute(agent: AgentName, work: Work) -> Result:
    """Let one agent do its work."""
    if agent is AgentName.WRITER:
        return await writer.write(work)
    return await base.improve(OPTIMISERS[agent], work)


def content_generation_workflow(template: Template, runner: Runner) -> Graph:
    """The graph of a run, compiled: its steps in order, agents of one step at the same time."""
    graph: StateGraph[State, None, State, State] = StateGraph(State)
    last = START
    for step in template:
        last = (
            _alone(graph, step[0], runner, last)
            if len(step) == 1
            else _beside(graph, step, runner, last)
        )
    graph.add_edge(last, END)
    return graph.compile()


def _alone(graph: Building, agent: AgentName, runner: Runner, last: str) -> str:
    graph.add_node(agent.value, _node(runner.run_agent, agent))
    graph.add_edge(last, agent.value)
    return agent.value


def _beside(graph: Building, step: Sequence[AgentName], runner: Runner, last: str) -> str:
    merged = f"merge {' '.join(step)}"
    for agent in step:
        graph.add_node(agent.value, _node(runner.propose, agent))
        graph.add_edge(last, agent.value)
    graph.add_node(merged, _node(runner.merge, step))
    graph.add_edge([agent.value for agent in step], merged)
    return merged


def _node(work: Callable[..., Awaitable[dict[str, Any]]], of: object) -> Node:
    async def node(state: State) -> dict[str, Any]:
        return await work(of, state)

    return node
