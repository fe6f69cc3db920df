"""Campaigns over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field

from contentflow import campaign_settings, campaigns, engine
from contentflow.api.etags import NOT_MODIFIED, Match, NoneMatch, answer, number_of, tag_of
from contentflow.api.forms import address_of
from contentflow.api.people import Reader, Starter
from contentflow.api.shapes import BRIEF_SCHEMA, CampaignPage, CampaignShape, CreatedShape
from contentflow.campaign_search import LONGEST, Search, Sort
from contentflow.errors import Invalid
from contentflow.listing import MOST
from contentflow.names import CampaignStatus, ContentType
from contentflow.person import Person

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


class Wanted(BaseModel):
    """Which campaigns to list; what is left out leaves out none."""

    text: str = Field("", max_length=LONGEST, description="In name, title, topic or keyphrase")
    status: list[CampaignStatus] = Field([])
    owner_id: str = ""
    content_type: ContentType | None = None
    archived: bool = Field(False, description="Those in the archive instead of the others")
    sort: Sort = Sort.NEWEST
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=MOST)

    def search(self) -> Search:
        """As the service wants it."""
        return Search(
            text=self.text,
            statuses=tuple(self.status),
            owner_id=self.owner_id,
            content_type=self.content_type,
            archived=self.archived,
            sort=self.sort,
        )


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
    wanted: Annotated[Wanted, Query()],
) -> CampaignPage:
    """The campaigns you may see, the youngest first unless `sort` says otherwise."""
    search = wanted.search()
    page = await campaigns.listing(person, search, cursor=wanted.cursor, limit=wanted.limit)
    items = [CampaignShape.of_row(row) for row in page.items]
    return CampaignPage(items=items, next_cursor=page.next_cursor)


@router.get("/{campaign_id}", response_model=CampaignShape, responses=NOT_MODIFIED)
async def show(person: Reader, campaign_id: str, none_match: NoneMatch = "") -> Response:
    """One campaign as it is now, with its five agents. Its ETag is what PATCH wants."""
    return await _shown(person, campaign_id, none_match)


async def _shown(person: Person, campaign_id: str, none_match: str = "") -> Response:
    view = await campaigns.snapshot(person, campaign_id)
    shape = CampaignShape.of_view(view)
    return answer(shape, tag_of(view.revision, shape), none_match)


@router.patch("/{campaign_id}", response_model=CampaignShape, openapi_extra=_SETTINGS)
async def change(
    person: Starter,
    campaign_id: str,
    data: Annotated[dict[str, Any], Body()],
    request: Request,
    if_match: Match = "",
) -> Response:
    """Change settings, unless somebody else did since you looked: 412 says who and what.

    Without If-Match the answer is 428.
    """
    seen, address = number_of(if_match, "campaign"), address_of(request)
    await campaign_settings.change(person, campaign_id, seen, data, address=address)
    engine.wake()
    return await _shown(person, campaign_id)
