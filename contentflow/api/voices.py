"""Brand voices over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel

from contentflow import samples, terms, voices
from contentflow.api.people import Reader
from contentflow.api.shapes import OwnerShape
from contentflow.errors import Invalid
from contentflow.names import Visibility
from contentflow.voices import VoiceRow, VoiceView

router = APIRouter(prefix="/api/brand-voices", tags=["brand voices"])
_TERM = {
    "type": "object",
    "required": ["phrase"],
    "properties": {
        "phrase": {"type": "string", "maxLength": terms.PHRASE},
        "replacement": {"type": "string", "maxLength": terms.PHRASE},
    },
}
_TERMS = {
    "type": "object",
    "properties": {
        "banned": {"type": "array", "maxItems": terms.MOST, "items": _TERM},
        "preferred": {"type": "array", "maxItems": terms.MOST, "items": _TERM},
        "cased": {"type": "array", "maxItems": terms.MOST, "items": {"type": "string"}},
    },
}
_FIELDS = {
    "name": {"type": "string", "minLength": 1, "maxLength": terms.NAME},
    "visibility": {"enum": list(Visibility), "default": Visibility.PRIVATE},
    "terms": _TERMS,
}


def _body(**schema: Any) -> dict[str, Any]:
    """The documentation of a JSON body that the service checks itself."""
    content: dict[str, Any] = {"application/json": {"schema": {"type": "object", **schema}}}
    return {"requestBody": {"required": True, "content": content}}


_NEW = _body(required=["name"], properties=_FIELDS)
_CHANGED = _body(properties=_FIELDS)
_SAMPLE = _body(
    required=["text"],
    properties={
        "text": {"type": "string", "maxLength": samples.LONGEST},
        "name": {"type": "string"},
    },
)
_SAMPLE["requestBody"]["content"]["application/octet-stream"] = {
    "schema": {"type": "string", "format": "binary"}
}
Data = Annotated[dict[str, Any], Body()]


class VoiceShape(BaseModel):
    """A brand voice in a list. It is `fitted` once its samples are long enough to measure."""

    id: str
    name: str
    visibility: Visibility
    owner: OwnerShape
    editable: bool
    samples: int
    words: int
    fitted: bool
    updated_at: datetime

    @classmethod
    def of(cls, row: VoiceRow) -> Self:
        """From the service's row."""
        alike = set(cls.model_fields) - {"owner"}
        owner = OwnerShape(id=row.owner_id, name=row.owner_name)
        return cls(**{name: getattr(row, name) for name in alike}, owner=owner)


class BandShape(BaseModel):
    """One measure of the samples; a text is like them from `low` to `high`."""

    measure: str
    value: float
    low: float
    high: float


class SampleShape(BaseModel):
    id: str
    name: str
    words: int
    created_at: datetime


class WholeVoiceShape(BaseModel):
    """A brand voice with its terms, samples and profile; `message` says why there is no profile."""

    voice: VoiceShape
    terms: dict[str, Any]
    samples: list[SampleShape]
    profile: list[BandShape]
    message: str

    @classmethod
    def of(cls, view: VoiceView) -> Self:
        """From the service's view."""
        return cls(
            voice=VoiceShape.of(view.row),
            terms=terms.as_json(view.terms),
            samples=[SampleShape(**vars(sample)) for sample in view.samples],
            profile=[BandShape(**vars(band)) for band in view.voice.bands],
            message=view.message,
        )


class VoiceList(BaseModel):
    """All of them: there is never a next page."""

    items: list[VoiceShape]
    next_cursor: str | None = None


@router.get("")
async def listing(person: Reader) -> VoiceList:
    """The brand voices you may use, by name."""
    return VoiceList(items=[VoiceShape.of(row) for row in await voices.listing(person)])


@router.post("", status_code=201, openapi_extra=_NEW)
async def create(person: Reader, data: Data, response: Response) -> WholeVoiceShape:
    """A new brand voice, still without samples."""
    made = await voices.create(person, data)
    response.headers["Location"] = f"/api/brand-voices/{made.row.id}"
    return WholeVoiceShape.of(made)


@router.get("/{voice_id}")
async def show(person: Reader, voice_id: str) -> WholeVoiceShape:
    """One brand voice."""
    return WholeVoiceShape.of(await voices.show(person, voice_id))


@router.patch("/{voice_id}", openapi_extra=_CHANGED)
async def change(person: Reader, voice_id: str, data: Data) -> WholeVoiceShape:
    """Set another name, visibility or other terms; what is not sent stays."""
    return WholeVoiceShape.of(await voices.update_voice(person, voice_id, data))


@router.delete("/{voice_id}", status_code=204)
async def delete(person: Reader, voice_id: str) -> None:
    """Delete a brand voice. Drafts lose it; started campaigns keep it as it was."""
    await voices.remove(person, voice_id)


@router.post("/{voice_id}/samples", status_code=201, openapi_extra=_SAMPLE)
async def add_sample(
    person: Reader,
    voice_id: str,
    request: Request,
    name: Annotated[str, Query(description="The file's name, when a file is sent.")] = "",
) -> WholeVoiceShape:
    """Add a text as JSON, or a .txt, .md or .docx file as it is, with its name in the address."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return WholeVoiceShape.of(await _add_text(person, voice_id, request))
    data = await request.body()
    return WholeVoiceShape.of(await voices.add_file(person, voice_id, name, data))


async def _add_text(person: Reader, voice_id: str, request: Request) -> VoiceView:
    try:
        data = await request.json()
    except ValueError as error:
        raise Invalid({"text": "The request is not JSON."}) from error
    text, name = (data.get("text"), data.get("name", "")) if isinstance(data, dict) else (None, "")
    if not isinstance(text, str) or not isinstance(name, str):
        raise Invalid({"text": "Send the sample as text."})
    return await voices.add_sample(person, voice_id, name, text)


@router.delete("/{voice_id}/samples/{sample_id}")
async def remove_sample(person: Reader, voice_id: str, sample_id: str) -> WholeVoiceShape:
    """Take a sample out; the profile is fitted anew."""
    return WholeVoiceShape.of(await voices.remove_sample(person, voice_id, sample_id))
