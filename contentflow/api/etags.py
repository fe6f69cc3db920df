"""ETags: what somebody has seen, named when they ask again or change it."""

import hashlib
from http import HTTPStatus
from typing import Annotated

from fastapi import Header, HTTPException, Response
from pydantic import BaseModel

from contentflow.errors import Outdated

Match = Annotated[str, Header(alias="If-Match", description="The ETag of what you saw")]
NoneMatch = Annotated[
    str, Header(alias="If-None-Match", description="ETags you have; 304 when one is still right")
]
NOT_MODIFIED: dict[int | str, dict[str, object]] = {
    304: {"description": "It is as the ETag in If-None-Match says."}
}
_DIGITS = 9


def tag_of(number: int, shape: BaseModel | None = None) -> str:
    """The ETag of what has this number; with a shape it changes with anything the shape shows."""
    if shape is None:
        return f'"{number}"'
    digest = hashlib.sha256(shape.model_dump_json().encode(errors="replace")).hexdigest()
    return f'"{number}.{digest[:16]}"'


def answer(shape: BaseModel, tag: str, none_match: str = "") -> Response:
    """The shape with its ETag; only that it has not changed, to whoever has it."""
    headers = {"ETag": tag}
    if _is_known(tag, none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(shape.model_dump_json(), media_type="application/json", headers=headers)


def _is_known(tag: str, none_match: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in none_match.split(",")]
    return tag in known or "*" in known


def number_of(tag: str, what: str) -> int:
    """The number in an ETag of ours.

    Raises:
        HTTPException: there is none: 428.
        Outdated: it is none of ours.
    """
    detail = f"the ETag that GET gave for this {what}."
    if not tag:
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED, f"Send If-Match with {detail}")
    text = tag.strip().removeprefix("W/").strip('"').partition(".")[0]
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Outdated(f"If-Match must be {detail}")
    return int(text)
