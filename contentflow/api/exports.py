"""A version of a campaign's text as a file."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from contentflow import export
from contentflow.api.people import Reader
from contentflow.names import ExportFormat

router = APIRouter(prefix="/api/campaigns", tags=["export"])
_LARGEST_VERSION = 2**31 - 1
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in sorted({one.media_type.partition(";")[0] for one in export.KINDS.values()})
        },
    }
}


@router.get("/{campaign_id}/export", response_class=Response, responses=_FILES)
async def show(
    person: Reader,
    campaign_id: str,
    wanted: Annotated[ExportFormat, Query(alias="format")],
    version: Annotated[int | None, Query(ge=1, le=_LARGEST_VERSION)] = None,
) -> Response:
    """A version, by default the latest, as a file to download."""
    file = await export.export(person, campaign_id, wanted, version)
    headers = {"Content-Disposition": _disposition(file.name)}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _disposition(name: str) -> str:
    """A download under this name, and one for programs that know letters of ASCII only."""
    plain = name.encode("ascii", "ignore").decode()
    fallback = plain if not plain.startswith(".") else f"article{plain}"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
