"""What becomes of a campaign over HTTP: approved, archived, copied, deleted, and back."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from contentflow import approvals, campaigns, copies, engine, shelf
from contentflow.api.forms import address_of
from contentflow.api.people import Reader, Starter
from contentflow.api.shapes import CampaignShape, CreatedShape
from contentflow.errors import Invalid
from contentflow.person import Person

router = APIRouter(prefix="/api/campaigns/{campaign_id}", tags=["lifecycle"])
_NOTE = {"type": "string", "maxLength": approvals.NOTE}


def _body(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": bool(required), "content": content}}


_APPROVAL = _body(["version"], version={"type": "integer", "minimum": 1}, note=_NOTE)
_REOPENING = _body([], note=_NOTE)
_COPY = _body([], start={"type": "boolean", "default": False})
Data = Annotated[dict[str, Any], Body(default_factory=dict)]


def _refuse_unknown(data: dict[str, Any], *known: str) -> None:
    wrong = [name for name in data if name not in known]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "There is no such field."))


async def _shown(person: Person, campaign_id: str) -> CampaignShape:
    return CampaignShape.of_view(await campaigns.snapshot(person, campaign_id))


@router.post("/approve", openapi_extra=_APPROVAL)
async def approve(person: Reader, campaign_id: str, data: Data, request: Request) -> CampaignShape:
    """Say that a version may go out, in place of any other."""
    _refuse_unknown(data, "version", "note")
    version, note = data.get("version"), data.get("note", "")
    await approvals.approve(person, campaign_id, version, note, address_of(request))  # type: ignore[arg-type]
    return await _shown(person, campaign_id)


@router.post("/reopen", openapi_extra=_REOPENING)
async def reopen(person: Reader, campaign_id: str, data: Data, request: Request) -> CampaignShape:
    """Take the approval back."""
    _refuse_unknown(data, "note")
    await approvals.reopen(person, campaign_id, data.get("note", ""), address_of(request))
    return await _shown(person, campaign_id)


@router.post("/archive")
async def archive(person: Reader, campaign_id: str, request: Request) -> CampaignShape:
    """Put a campaign out of sight of the list."""
    await shelf.archive(person, campaign_id, address_of(request))
    return await _shown(person, campaign_id)


@router.post("/unarchive")
async def unarchive(person: Reader, campaign_id: str, request: Request) -> CampaignShape:
    """Take a campaign out of the archive."""
    await shelf.unarchive(person, campaign_id, address_of(request))
    return await _shown(person, campaign_id)


@router.post("/duplicate", status_code=201, openapi_extra=_COPY)
async def duplicate(
    person: Starter, campaign_id: str, data: Data, response: Response
) -> CreatedShape:
    """Make a private campaign with the same brief and sources; a draft, unless it shall start."""
    _refuse_unknown(data, "start")
    start = data.get("start", False)
    if type(start) is not bool:
        raise Invalid({"start": "Say true or false."})
    made = await copies.duplicate(person, campaign_id, start=start)
    engine.wake()
    response.headers["Location"] = f"/api/campaigns/{made.id}"
    return CreatedShape.of(made)


@router.delete("", status_code=204)
async def delete(person: Reader, campaign_id: str, request: Request) -> None:
    """Take a campaign away from everybody; for 10 s `undelete` brings it back."""
    await shelf.delete(person, campaign_id, address_of(request))
    engine.wake()


@router.post("/undelete")
async def undelete(person: Reader, campaign_id: str, request: Request) -> CampaignShape:
    """Bring back what you have just deleted."""
    await shelf.undelete(person, campaign_id, address_of(request))
    return await _shown(person, campaign_id)
