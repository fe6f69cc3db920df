"""Versions over HTTP: listed, shown, compared, restored; the text replaced by a person's."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Response
from fastapi.responses import JSONResponse

from contentflow import campaigns, document_draft, engine, versions
from contentflow.api.etags import NOT_MODIFIED, Match, NoneMatch, answer, number_of, tag_of
from contentflow.api.people import Reader, Starter
from contentflow.api.problems import problem
from contentflow.api.version_shapes import (
    ComparisonShape,
    SavedShape,
    VersionPage,
    VersionShape,
    WholeVersionShape,
    conflict_of,
)
from contentflow.errors import NotFound
from contentflow.listing import MOST
from contentflow.versions import Draft, Overtaken

router = APIRouter(prefix="/api/campaigns/{campaign_id}", tags=["versions"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_LINES = {
    name: {"type": "string", "maxLength": most}
    for name, most in document_draft.LONGEST_LINE.items()
}
_BLOCK = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "A block that was there; a new one has none."},
        "text": {"type": "string", "maxLength": document_draft.LONGEST_BLOCK},
        "kind": {"enum": ["paragraph", "heading", "list", "quote", "table", "code", "image"]},
        "level": {"type": "integer", "minimum": 0, "maximum": 6},
    },
}
_BLOCKS = {"type": "array", "maxItems": document_draft.MOST_BLOCKS, "items": _BLOCK}
_TEXT = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "description": "What is left out stays as it was.",
                    "properties": {**_LINES, "blocks": _BLOCKS, "markdown": {"type": "string"}},
                }
            }
        },
    }
}


@router.get("/versions")
async def listing(
    person: Reader,
    campaign_id: str,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> VersionPage:
    """The versions without their texts, the latest first."""
    page = await versions.listing(person, campaign_id, cursor=cursor, limit=limit)
    return VersionPage(
        items=[VersionShape.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/versions/{number}", response_model=WholeVersionShape, responses=NOT_MODIFIED)
async def show(
    person: Reader, campaign_id: str, number: Number, none_match: NoneMatch = ""
) -> Response:
    """One version with its text. It never changes."""
    shape = WholeVersionShape.whole(await versions.show(person, campaign_id, number))
    return answer(shape, tag_of(number), none_match)


@router.get("/versions/{a}/diff/{b}")
async def compare(person: Reader, campaign_id: str, a: Number, b: Number) -> ComparisonShape:
    """How version `b` differs from version `a`, block by block and word by word."""
    return ComparisonShape.of(await versions.compare(person, campaign_id, a, b))


@router.post("/versions/{number}/restore")
async def restore(person: Reader, campaign_id: str, number: Number) -> SavedShape:
    """Make an earlier text the next version."""
    saved = await versions.restore(person, campaign_id, number, engine.measure)
    return SavedShape.of(saved)


@router.get("/document", response_model=WholeVersionShape, responses=NOT_MODIFIED)
async def document(person: Reader, campaign_id: str, none_match: NoneMatch = "") -> Response:
    """The text as it is now; its ETag is what PUT wants in If-Match."""
    number = (await campaigns.snapshot(person, campaign_id)).version
    if not number:
        raise NotFound("There is no text yet.")
    return await show(person, campaign_id, number, none_match)


@router.put("/document", response_model=SavedShape, openapi_extra=_TEXT)
async def save(
    person: Starter,
    campaign_id: str,
    data: Annotated[dict[str, Any], Body()],
    if_match: Match = "",
) -> Response:
    """Make this text the next version. What others changed meanwhile elsewhere is brought in.

    412 has `conflicts` where others changed the same blocks: both texts, and nothing is saved.
    Without If-Match the answer is 428.
    """
    draft = Draft(number_of(if_match, "document"), data)
    try:
        saved = await versions.save(person, campaign_id, draft, engine.measure)
    except Overtaken as refusal:
        return _contested(refusal)
    return answer(SavedShape.of(saved), tag_of(saved.number))


def _contested(refusal: Overtaken) -> JSONResponse:
    conflicts = [conflict_of(one) for one in refusal.contested]
    more = {"version": refusal.number, "conflicts": conflicts}
    return problem(412, str(refusal), more=more, headers={"ETag": tag_of(refusal.number)})
