"""The nightly upkeep: a workflow of the engine like any other, once a night in all processes."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from dbos import DBOS, SetWorkflowID

from contentflow import options, retention
from contentflow.models import now

log = structlog.get_logger()
HOUR = 3  # UTC
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_AT_ONCE = 500  # workflows
_begun = ""  # the night this process knows of


@DBOS.workflow(name="upkeep")
async def keep_up(night: str) -> dict[str, int]:
    """Delete what is older than it is kept; how many rows of each kind."""
    gone: dict[str, int] = await DBOS.run_step_async({"name": "rows"}, retention.prune)
    gone["workflows"] = await DBOS.run_step_async({"name": "workflows"}, _forget_workflows)
    log.info(
        "upkeep", night=night, **{kind.replace(" ", "_"): count for kind, count in gone.items()}
    )
    return gone


async def begin_when_due() -> None:
    """Begin tonight's upkeep unless it was begun, by whichever process."""
    global _begun
    night = _night(now())
    if night == _begun:
        return
    workflow = f"upkeep:{night}"
    if await DBOS.get_workflow_status_async(workflow) is None:
        with SetWorkflowID(workflow):  # two at once are one: the engine knows it by its name
            await DBOS.start_workflow_async(keep_up, night)
    _begun = night


def _night(moment: datetime) -> str:
    """The date of the night whose hour has come last."""
    return (moment - timedelta(hours=HOUR)).date().isoformat()


async def _forget_workflows() -> int:
    """The engine's own rows of what is over; ours tell the story."""
    days = await options.kept_days("workflows")
    before = (now() - timedelta(days=days)).isoformat()
    gone = 0
    while days:
        old = await _old_workflows(before)
        if not old:
            break
        await DBOS.delete_workflows_async([one.workflow_id for one in old])
        gone += len(old)
    return gone


async def _old_workflows(before: str) -> list[Any]:
    return await DBOS.list_workflows_async(
        status=_OVER, end_time=before, limit=_AT_ONCE, load_input=False, load_output=False
    )
