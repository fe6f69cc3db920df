"""Every error as problem+json (RFC 9457), with one sentence for each wrong field."""

import math
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from contentflow.errors import (
    Conflict,
    ContentflowError,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Outdated,
    TooManyRequests,
)

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
_STATUS: dict[type[ContentflowError], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
}


def problem(
    status: int,
    detail: str,
    *,
    errors: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One error as its response; `errors` has a sentence for each wrong field.

    `more` are members of this kind of problem alone.
    """
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        body["errors"] = dict(errors)
    body |= more or {}
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of the framework and of the database as a problem."""
    app.add_exception_handler(ContentflowError, _ours)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(Exception, _unexpected)


def answer_to(request: Request, error: Exception) -> JSONResponse:
    """The problem that an error becomes outside of a route."""
    kinds = {ContentflowError: _ours, HTTPException: _http, SQLAlchemyError: _database}
    found = next((said for kind, said in kinds.items() if isinstance(error, kind)), _unexpected)
    return found(request, error)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    status = next(
        (_STATUS[kind] for kind in type(error).mro() if kind in _STATUS),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if isinstance(error, Invalid):
        return problem(status, "Some fields are not right.", errors=error.fields)
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return problem(status, str(error), headers=headers)


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = {_field(one["loc"]): str(one["msg"]) for one in found}
    return problem(422, "The request could not be read.", errors=errors)


def _field(location: tuple[int | str, ...]) -> str:
    names = [str(part) for part in location[1:] if isinstance(part, str)]
    return ".".join(names) or str(location[0])


def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, str(error.detail), headers=error.headers)


def _database(request: Request, error: Exception) -> JSONResponse:
    log.error("database failed", path=request.url.path, error=str(error.__cause__ or error))
    detail = "The database does not answer now. Nothing was lost; try again in a moment."
    return problem(503, detail, headers={"Retry-After": "5"})


def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return problem(500, "Something went wrong here. It is in the server's log.")
