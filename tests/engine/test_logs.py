"""Every line the engine logs says whose it is."""

from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import LogCapture

from contentflow import engine, runs
from contentflow.names import AgentName
from contentflow.person import Person
from contentflow.runs import Order
from tests.engine.watching import ended, run_to_end, without_cache
from tests.model_server import Fault, ModelServer


@pytest.fixture
def logged() -> Iterator[LogCapture]:
    """The lines as they come, with what is bound to them."""
    capture = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture
    structlog.reset_defaults()


async def test_every_line_has_its_run_and_an_agents_its_agent(
    running_engine: None, person: Person, model_server: ModelServer, logged: LogCapture
) -> None:
    run = await run_to_end(person)
    lines = logged.entries
    assert {line["run_id"] for line in lines} == {run.id}
    agents = [(line["event"], line["agent"]) for line in lines if "agent" in line]
    assert agents == [
        (event, agent) for agent in AgentName for event in ("agent starts", "agent completed")
    ]
    rest = [line["event"] for line in lines if "agent" not in line]
    assert rest == ["run starts", "run ends"]
    assert lines[-1]["status"] == "completed"


async def test_agents_beside_each_other_are_told_apart(
    running_engine: None, person: Person, model_server: ModelServer, logged: LogCapture
) -> None:
    await without_cache()
    first = await run_to_end(person)
    logged.entries.clear()
    order = Order((AgentName.SEO, AgentName.GEO), beside=True)
    made = await runs.trigger(person, first.campaign_id, order)
    engine.wake()
    await ended(made.run_id)
    done = [line for line in logged.entries if line["event"] == "agent completed"]
    assert [line["agent"] for line in done] == ["seo", "geo"]
    assert {line["run_id"] for line in logged.entries} == {made.run_id}


async def test_a_failure_names_its_agent_and_no_key(
    running_engine: None, person: Person, model_server: ModelServer, logged: LogCapture
) -> None:
    model_server.script(*[Fault.UNAUTHORISED] * 20)
    run = await run_to_end(person)
    (failed,) = [line for line in logged.entries if line["event"] == "agent failed"]
    assert (failed["agent"], failed["run_id"]) == ("writer", run.id)
    assert model_server.key not in repr(logged.entries)
