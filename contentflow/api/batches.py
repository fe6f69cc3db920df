"""Batches over HTTP: many campaigns made at once and steered as one."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from contentflow import engine
from contentflow.api.batch_shapes import (
    CHANGE_SCHEMA,
    NEW_SCHEMA,
    BatchPage,
    BatchShape,
    EstimateShape,
    ImportShape,
    MemberPage,
    MemberShape,
    WholeBatchShape,
)
from contentflow.api.people import Reader, Starter
from contentflow.batches import (
    again,
    bundles,
    checking,
    creation,
    drafts,
    figures,
    files,
    listing,
    members,
    steering,
    tables,
    terms,
)
from contentflow.batches.checking import Checked, Skip
from contentflow.batches.creation import Order
from contentflow.batches.drafts import DEFAULTS
from contentflow.batches.figures import EXPECTED
from contentflow.batches.members import Wanted
from contentflow.batches.sheet import MOST_ROWS, too_many
from contentflow.briefs import NewCampaign
from contentflow.engine.batch_estimates import BatchEstimate, estimate_batch
from contentflow.errors import Invalid
from contentflow.listing import MOST
from contentflow.models import now
from contentflow.names import CampaignStatus, ExportFormat
from contentflow.person import Person

router = APIRouter(prefix="/api/batches", tags=["batches"])
Data = Annotated[dict[str, Any], Body()]
_BINARY = {"schema": {"type": "string", "format": "binary"}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    """The documentation of a JSON body that the services check themselves."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": _BINARY,
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": _BINARY["schema"]}}
            },
        },
    }
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": _BINARY}}
}
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The files.", "content": {"application/zip": _BINARY}}
}
_TEMPLATE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {one.partition(";")[0]: _BINARY for one in files.MEDIA_TYPES.values()},
    }
}


@router.post("/import", status_code=201, openapi_extra=_FILE)
async def read_rows(
    person: Starter,
    request: Request,
    name: Annotated[str, Query(description="The file's name, when it is sent as it is.")] = "",
) -> ImportShape:
    """Read a .csv, .xlsx or .txt file and check every row; nothing starts. It is kept for you."""
    name, content = await _file(request, name)
    sheet = await asyncio.to_thread(tables.read, name, content)
    return ImportShape.of(await drafts.keep(person, sheet, name))


async def _file(request: Request, name: str) -> tuple[str, bytes]:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return name or "rows.csv", await request.body()
    async with request.form(max_files=1, max_fields=8) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid({"file": "Send the file in the field named file."})
        return file.filename or name or "rows.csv", await file.read()


@router.get("/template", response_class=Response, responses=_TEMPLATE)
async def template(
    person: Reader, wanted: Annotated[Literal["csv", "xlsx"], Query(alias="format")]
) -> Response:
    """A table to fill in."""
    content = await asyncio.to_thread(files.template, wanted)
    return _download(f"batch.{wanted}", files.MEDIA_TYPES[wanted], content)


def _download(name: str, media_type: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.get("/{batch_id}/problems", response_class=Response, responses=_CSV)
async def problems(person: Reader, batch_id: str) -> Response:
    """What is wrong with the rows of an import, a line for each cell."""
    found = await drafts.show(person, batch_id)
    return _download("problems.csv", files.MEDIA_TYPES["csv"], files.problems(found.checked))


@dataclass(frozen=True)
class _Wish:
    """What somebody wants to start: briefs they sent, or rows they imported before."""

    briefs: list[NewCampaign]
    terms: terms.Terms
    settings: dict[str, Any]
    skip: Skip
    import_id: str = ""


@router.post("", status_code=201, openapi_extra=_json(NEW_SCHEMA))
async def create(person: Starter, data: Data, response: Response) -> WholeBatchShape:
    """Start a batch: of the briefs in `campaigns`, or of the import named by `import_id`."""
    wish = await _wish(person, data)
    expected = (await _estimate(wish)).each_seconds
    if wish.import_id:
        given = {name: data[name] for name in terms.NAMES if name in data}
        batch_id = await drafts.start(
            person, wish.import_id, given, skip=wish.skip, seconds=expected
        )
    else:
        settings = {"rows": len(wish.briefs), "shared": wish.settings, EXPECTED: expected}
        batch_id = await creation.create(person, Order(tuple(wish.briefs), wish.terms, settings))
    engine.wake()
    response.headers["Location"] = f"/api/batches/{batch_id}"
    return WholeBatchShape.of_figures(await figures.show(person, batch_id))


@router.post("/estimate", openapi_extra=_json(NEW_SCHEMA))
async def estimate(person: Starter, data: Data) -> EstimateShape:
    """How long a batch would take and what it would cost; nothing starts."""
    return EstimateShape.of(await _estimate(await _wish(person, data)))


async def _estimate(wish: _Wish) -> BatchEstimate:
    return await estimate_batch([new.target_words for new in wish.briefs])


async def _wish(person: Person, data: dict[str, Any]) -> _Wish:
    known = NEW_SCHEMA["properties"]
    if wrong := [name for name in data if name not in known]:
        raise Invalid(dict.fromkeys(wrong, "There is no such field."))
    read = terms.read(data, now())
    settings = data.get("settings") or {}
    if not isinstance(settings, Mapping):
        raise Invalid({"settings": "The settings must be an object."})
    shared = {**DEFAULTS, **settings, "priority": read.priority.value}
    skip = Skip(data.get("skip_invalid") is True, data.get("skip_duplicates") is True)
    import_id, checked = await _checked(person, data, shared)
    _refuse_wrong(checked, skip)
    return _Wish(checked.briefs(skip), read, dict(settings), skip, import_id)


async def _checked(
    person: Person, data: dict[str, Any], shared: dict[str, Any]
) -> tuple[str, Checked]:
    import_id, rows = data.get("import_id"), data.get("campaigns")
    if isinstance(import_id, str) and import_id and rows is None:
        wanted: dict[str, Any] = {"shared": shared}
        if "columns" in data:
            wanted["places"] = data["columns"]
        return import_id, (await drafts.change(person, import_id, wanted)).checked
    if not isinstance(rows, list) or not rows:
        raise Invalid({"campaigns": "Send a list of briefs, or the import_id of an import."})
    if len(rows) > MOST_ROWS:
        raise Invalid({"campaigns": too_many(f"{len(rows):,}")})
    return "", await asyncio.to_thread(checking.check_briefs, rows, shared)


def _refuse_wrong(checked: Checked, skip: Skip) -> None:
    """Name every wrong cell: "campaigns.3.topic"."""
    if checked.wrong:
        raise Invalid({f"settings.{name}": said for name, said in checked.wrong.items()})
    if checked.problems and not skip.invalid:
        named = [(f"campaigns.{one.row}.{one.field}", one.message) for one in checked.problems]
        raise Invalid(dict(named))


@router.get("")
async def listed(
    person: Reader,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> BatchPage:
    """The batches you may see, the youngest first; imports that you have not started are drafts."""
    page = await listing.listing(person, cursor=cursor, limit=limit)
    return BatchPage(items=[BatchShape.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get("/{batch_id}")
async def show(person: Reader, batch_id: str) -> WholeBatchShape:
    """One batch that was started, as it is now, with its figures."""
    return WholeBatchShape.of_figures(await figures.show(person, batch_id))


@router.patch("/{batch_id}", openapi_extra=_json(CHANGE_SCHEMA))
async def change(person: Starter, batch_id: str, data: Data) -> WholeBatchShape:
    """Set another name, priority, budget or start; what is not sent stays."""
    await steering.change(person, batch_id, data)
    return await _woken(person, batch_id)


async def _woken(person: Person, batch_id: str) -> WholeBatchShape:
    engine.wake()
    return WholeBatchShape.of_figures(await figures.show(person, batch_id))


@router.post("/{batch_id}/pause")
async def pause(person: Starter, batch_id: str) -> WholeBatchShape:
    """Let nothing more of it start; what works stops at its next agent."""
    await steering.pause(person, batch_id)
    return await _woken(person, batch_id)


@router.post("/{batch_id}/resume")
async def resume(person: Starter, batch_id: str) -> WholeBatchShape:
    """Let it go on."""
    await steering.resume(person, batch_id)
    return await _woken(person, batch_id)


@router.post("/{batch_id}/cancel")
async def cancel(person: Starter, batch_id: str) -> WholeBatchShape:
    """End it; what is written until then is kept."""
    await steering.cancel(person, batch_id)
    return await _woken(person, batch_id)


@router.post("/{batch_id}/retry")
async def retry(person: Starter, batch_id: str) -> WholeBatchShape:
    """Run again what failed, in one go."""
    await again.retry(person, batch_id)
    return await _woken(person, batch_id)


@router.get("/{batch_id}/export", response_class=StreamingResponse, responses=_ZIP)
async def export(
    person: Reader,
    batch_id: str,
    wanted: Annotated[ExportFormat, Query(alias="format")],
    ids: Annotated[str, Query(description="Campaigns, with commas between; all without.")] = "",
) -> StreamingResponse:
    """The texts of a batch in one zip, each in the format asked for."""
    picked = [one for one in ids.split(",") if one] or None
    found = await bundles.listed(person, batch_id, picked)
    headers = {"Content-Disposition": 'attachment; filename="batch.zip"'}
    content = bundles.zipped(person, found, wanted)
    return StreamingResponse(content, media_type="application/zip", headers=headers)


@router.get("/{batch_id}/campaigns")
async def campaigns(
    person: Reader,
    batch_id: str,
    cursor: Annotated[int, Query(ge=0, le=MOST_ROWS)] = 0,
    status: Annotated[list[CampaignStatus] | None, Query()] = None,
) -> MemberPage:
    """The campaigns of a batch that you may see, in the order of their rows, 100 at a time."""
    found = await members.listing(person, batch_id, Wanted(tuple(status or ()), after=cursor))
    left = found.total > len(found.items)
    return MemberPage(
        items=[MemberShape.of(member) for member in found.items],
        next_cursor=str(found.items[-1].number) if left else None,
    )
