"""Why a websocket is closed: every code, and the exception that carries one."""

from enum import IntEnum

from sqlalchemy.exc import SQLAlchemyError

from contentflow.errors import ContentflowError, NotFound, NotSignedIn, TooManyRequests


class Close(IntEnum):
    """Codes from 4400 mean what the HTTP status of their last three digits does."""

    RESTART = 1012
    TRY_LATER = 1013
    UNREADABLE = 4400
    NOT_SIGNED_IN = 4401
    FOREIGN_ORIGIN = 4403
    NOT_FOUND = 4404
    TOO_SLOW = 4408
    BEYOND_THE_END = 4410
    TOO_MANY = 4429


class Closed(Exception):
    """The websocket is to be closed; `reason` says why to people."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


_CODES: dict[type[Exception], Close] = {
    NotSignedIn: Close.NOT_SIGNED_IN,
    NotFound: Close.NOT_FOUND,
    TooManyRequests: Close.TOO_MANY,
}
REFUSALS = (NotSignedIn, NotFound, TooManyRequests, SQLAlchemyError)


def closed_by(error: ContentflowError | SQLAlchemyError) -> Closed:
    """What one of the REFUSALS means for a websocket."""
    if isinstance(error, SQLAlchemyError):
        return Closed(Close.TRY_LATER, "The database does not answer now.")
    return Closed(_CODES[type(error)], str(error))
