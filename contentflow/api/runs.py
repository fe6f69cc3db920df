"""Runs over HTTP: agents run again, paused, resumed, cancelled, retried, skipped."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Body
from pydantic import BaseModel

from contentflow import engine, runs
from contentflow.api.people import Reader, Starter
from contentflow.errors import Invalid
from contentflow.names import AGENT_ORDER, AgentName, RunStatus
from contentflow.runs import Order, Ordered

router = APIRouter(tags=["runs"])
_FLAGS = {
    "force": "Take no result from the cache.",
    "beside": "All at the same time on one base, then merged; the Writer still comes first.",
    "over_edits": "The Writer may start anew though people changed the text.",
}
_ORDER = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["agents"],
                    "additionalProperties": False,
                    "properties": {
                        "agents": {
                            "type": "array",
                            "minItems": 1,
                            "uniqueItems": True,
                            "items": {"enum": list(AGENT_ORDER)},
                        },
                        **{
                            name: {"type": "boolean", "default": False, "description": said}
                            for name, said in _FLAGS.items()
                        },
                    },
                    "example": {"agents": ["seo"]},
                }
            }
        },
    }
}


class OrderedShape(BaseModel):
    """A run as it stands after what was asked."""

    run_id: str
    status: RunStatus

    @classmethod
    def of(cls, ordered: Ordered) -> Self:
        """Wakes the engine too: every order changes what it has to do."""
        engine.wake()
        return cls(run_id=ordered.run_id, status=ordered.status)


@router.post("/api/campaigns/{campaign_id}/trigger-analysis", status_code=202, openapi_extra=_ORDER)
async def trigger(
    person: Starter, campaign_id: str, data: Annotated[dict[str, Any], Body()]
) -> OrderedShape:
    """Run agents on the current text. Earlier results stay and can be compared."""
    return OrderedShape.of(await runs.trigger(person, campaign_id, _order(data)))


def _order(data: dict[str, Any]) -> Order:
    wrong = {name: "There is no such field." for name in data if name not in ("agents", *_FLAGS)}
    flags = {name: data.get(name, False) for name in _FLAGS}
    wrong |= {name: "Say true or false." for name, said in flags.items() if type(said) is not bool}
    if wrong:
        raise Invalid(wrong)
    return Order(runs.ordered_agents(data.get("agents")), **flags)


@router.post("/api/campaigns/{campaign_id}/agents/{agent}/retry", status_code=202)
async def retry(person: Starter, campaign_id: str, agent: AgentName) -> OrderedShape:
    """Run a failed agent again; after a failed Writer also those that could not start."""
    return OrderedShape.of(await runs.retry(person, campaign_id, agent))


@router.post("/api/campaigns/{campaign_id}/agents/{agent}/skip")
async def skip(person: Reader, campaign_id: str, agent: AgentName) -> OrderedShape:
    """Do without a failed agent: when no other failed, the campaign is completed."""
    return OrderedShape.of(await runs.skip(person, campaign_id, agent))


@router.post("/api/runs/{run_id}/pause")
async def pause(person: Reader, run_id: str) -> OrderedShape:
    """Stop at the next edit or section; the run's slot is free then."""
    return OrderedShape.of(await runs.pause(person, run_id))


@router.post("/api/runs/{run_id}/resume")
async def resume(person: Reader, run_id: str) -> OrderedShape:
    """Go on where it stopped, when a slot is free."""
    return OrderedShape.of(await runs.resume(person, run_id))


@router.post("/api/runs/{run_id}/cancel")
async def cancel(person: Reader, run_id: str) -> OrderedShape:
    """End it; what was kept so far stays. Asked twice, it is as if once."""
    return OrderedShape.of(await runs.cancel(person, run_id))
