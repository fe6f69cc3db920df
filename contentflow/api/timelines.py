"""The timeline of a run: as data, or as a file for spreadsheets and Perfetto."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from contentflow import chronicle
from contentflow.api.people import Reader
from contentflow.chronicle_export import FORMATS, file_name

router = APIRouter(prefix="/api/campaigns", tags=["timeline"])
_KINDS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}, "text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/{campaign_id}/timeline", response_class=Response, responses=_KINDS)
async def show(
    person: Reader,
    campaign_id: str,
    wanted: Annotated[Literal["json", "csv", "trace"], Query(alias="format")] = "json",
    run: Annotated[str, Query(description="A run's id; the latest run without one")] = "",
) -> Response:
    """Waits, executions, model calls and retries of a run, and its bottleneck."""
    timeline = await chronicle.of(person, campaign_id, run or None)
    form = FORMATS[wanted]
    headers = {"Content-Disposition": f'attachment; filename="{file_name(timeline, form)}"'}
    return Response(form.write(timeline), media_type=form.media_type, headers=headers)
