"""Campaigns over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from contentflow import campaigns, engine
from contentflow.api.people import Reader, Starter
from contentflow.api.shapes import BRIEF_SCHEMA, CampaignPage, CampaignShape, CreatedShape
from contentflow.errors import Invalid
from contentflow.listing import MOST

router = APIRouter(prefix="/api/campaigns", tags=["campaigns"])
_BRIEF = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": BRIEF_SCHEMA}}}
}


@router.post("", status_code=201, openapi_extra=_BRIEF)
async def create(
    person: Starter, data: Annotated[dict[str, Any], Body()], response: Response
) -> CreatedShape:
    """Store a brief and start its run."""
    _refuse_unknown(data)
    created = await campaigns.create(person, campaigns.validate(data))
    engine.wake()
    response.headers["Location"] = f"/api/campaigns/{created.id}"
    return CreatedShape.of(created)


def _refuse_unknown(data: dict[str, Any]) -> None:
    known = BRIEF_SCHEMA["properties"]
    wrong = [name for name, value in data.items() if name not in known and value is not None]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "There is no such field."))


@router.get("")
async def listing(
    person: Reader,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> CampaignPage:
    """The campaigns you may see, the youngest first."""
    page = await campaigns.listing(person, cursor=cursor, limit=limit)
    items = [CampaignShape.of_row(row) for row in page.items]
    return CampaignPage(items=items, next_cursor=page.next_cursor)


@router.get("/{campaign_id}")
async def show(person: Reader, campaign_id: str) -> CampaignShape:
    """One campaign as it is now, with its five agents."""
    return CampaignShape.of_view(await campaigns.snapshot(person, campaign_id))
