"""Campaigns over HTTP."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, HTTPException, Query, Response

from contentflow import campaign_settings, campaigns, engine
from contentflow.api.people import Reader, Starter
from contentflow.api.shapes import BRIEF_SCHEMA, CampaignPage, CampaignShape, CreatedShape
from contentflow.errors import Invalid, Outdated
from contentflow.listing import MOST

router = APIRouter(prefix="/api/campaigns", tags=["campaigns"])
_BRIEF = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": BRIEF_SCHEMA}}}
}
_CHANGEABLE = {name: BRIEF_SCHEMA["properties"][name] for name in campaign_settings.FIELDS}
_SETTINGS_SCHEMA = {"type": "object", "additionalProperties": False, "properties": _CHANGEABLE}
_SETTINGS = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _SETTINGS_SCHEMA}},
    }
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
async def show(person: Reader, campaign_id: str, response: Response) -> CampaignShape:
    """One campaign as it is now, with its five agents. ETag is its settings' revision."""
    view = await campaigns.snapshot(person, campaign_id)
    response.headers["ETag"] = f'"{view.revision}"'
    return CampaignShape.of_view(view)


@router.patch("/{campaign_id}", openapi_extra=_SETTINGS)
async def change(
    person: Starter,
    campaign_id: str,
    data: Annotated[dict[str, Any], Body()],
    response: Response,
    if_match: Annotated[str, Header(description="The ETag of the campaign as you saw it")] = "",
) -> CampaignShape:
    """Change settings, unless somebody else did since you looked: 412 says who and what.

    Without If-Match the answer is 428.
    """
    revision = await campaign_settings.change(person, campaign_id, _revision(if_match), data)
    engine.wake()
    response.headers["ETag"] = f'"{revision}"'
    return CampaignShape.of_view(await campaigns.snapshot(person, campaign_id))


def _revision(tag: str) -> int:
    if not tag:
        detail = "Send If-Match with the ETag that GET gave for this campaign."
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED, detail)
    text = tag.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Outdated("If-Match must be the ETag that GET gave for this campaign.")
    return int(text)
