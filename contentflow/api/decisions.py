"""The agents' edits over HTTP: listed, and accepted or rejected afterwards."""

from typing import Annotated

from fastapi import APIRouter, Query

from contentflow import decisions, engine, reviews
from contentflow.api.people import Reader
from contentflow.api.version_shapes import DecisionPage, DecisionShape, ReviewedShape
from contentflow.listing import MOST

router = APIRouter(prefix="/api/campaigns/{campaign_id}/decisions", tags=["decisions"])


@router.get("")
async def listing(
    person: Reader,
    campaign_id: str,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> DecisionPage:
    """Every edit that agents proposed, kept or rejected, the latest first."""
    page = await decisions.listing(person, campaign_id, cursor=cursor, limit=limit)
    return DecisionPage(
        items=[DecisionShape.of(one) for one in page.items], next_cursor=page.next_cursor
    )


@router.post("/{decision_id}/accept")
async def accept(person: Reader, campaign_id: str, decision_id: str) -> ReviewedShape:
    """Accept an edit; one that its agent had rejected comes into the text, as a new version."""
    said = await reviews.accept(person, campaign_id, decision_id, engine.measure)
    return ReviewedShape.of(said)


@router.post("/{decision_id}/reject")
async def reject(person: Reader, campaign_id: str, decision_id: str) -> ReviewedShape:
    """Reject an edit; one that its agent had kept goes out of the text, as a new version."""
    said = await reviews.reject(person, campaign_id, decision_id, engine.measure)
    return ReviewedShape.of(said)


@router.post("/{decision_id}/reopen")
async def reopen(person: Reader, campaign_id: str, decision_id: str) -> ReviewedShape:
    """Take back what was said of an edit."""
    said = await reviews.reopen(person, campaign_id, decision_id, engine.measure)
    return ReviewedShape.of(said)
