"""JSON: the blocks with everything that is known of them, for programs. Pure."""

import json
from typing import Any

from contentflow import document as documents
from contentflow.export.article import Article
from contentflow.models import AgentDecision

_LEFT_OUT = {"execution_id", "campaign_id", "round", "position", "reviewed_by"}


def render(article: Article) -> bytes:
    """The whole article as one JSON object."""
    data = as_data(article)
    # Half of a surrogate pair cannot be written; a brief may hold one.
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode(errors="replace")


def as_data(article: Article) -> dict[str, Any]:
    """Plain data: campaign, version, document, brief, scores, checks, decisions."""
    return {
        "campaign": {
            "id": article.campaign_id,
            "name": article.name,
            "topic": article.topic,
            "content_type": article.content_type,
            "status": article.status,
            "owner": article.owner,
            "created_at": article.dated.isoformat(),
        },
        "version": {
            "number": article.number,
            "latest": article.latest,
            "kind": article.kind,
            "made_by": article.made_by,
            "created_at": article.made_at.isoformat(),
            "approved": _approval(article),
        },
        "document": documents.to_json(article.document),
        "brief": article.brief,
        "scores": {"overall": article.overall, **article.scores},
        "checks": article.checks,
        "decisions": [_decision(row) for row in article.decisions],
    }


def _approval(article: Article) -> dict[str, str] | None:
    if article.approved is None:
        return None
    said = article.approved
    return {"by": said.by, "at": said.at.isoformat(), "note": said.note}


def _decision(row: AgentDecision) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=_LEFT_OUT)
