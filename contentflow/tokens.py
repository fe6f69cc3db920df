"""API tokens: made for a person, shown once, listed by their last characters, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contentflow import accounts, audit, db, passwords
from contentflow.audit import Deed
from contentflow.errors import Conflict, NotFound, NotSignedIn
from contentflow.models import ApiToken, User, now
from contentflow.names import AuditAction
from contentflow.person import Person

MOST_OWN = 20
_USED_EVERY = timedelta(minutes=1)  # how exact "last used" is


@dataclass(frozen=True)
class TokenInfo:
    """An API token as it is listed: never the token itself."""

    id: str
    email: str
    hint: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def owner(token: str) -> Person:
    """Whose API token this is.

    Raises:
        NotSignedIn: nobody's, or it was revoked.
    """
    query = select(User, ApiToken).join(ApiToken, col(ApiToken.user_id) == col(User.id))
    async with db.reading() as session:
        row = (
            await session.exec(query.where(ApiToken.token_hash == passwords.digest(token)))
        ).first()
    if row is None or row[1].revoked_at is not None or row[0].deactivated_at is not None:
        raise NotSignedIn("The token is not valid, or it was revoked.")
    await _note_use(row[1])
    return Person.of(row[0])


async def _note_use(token: ApiToken) -> None:
    if token.last_used_at is not None and now() - token.last_used_at < _USED_EVERY:
        return
    async with db.transaction() as session:
        used = update(ApiToken).where(col(ApiToken.id) == token.id).values(last_used_at=now())
        await session.exec(used)


async def create(email: str) -> str:
    """Make a token for somebody; it cannot be shown again.

    Raises:
        NotFound: nobody has this email.
    """
    token = passwords.new_token()
    async with db.transaction() as session:
        user = await accounts.known(session, email)
        row = ApiToken(user_id=user.id, token_hash=passwords.digest(token), hint=token[-4:])
        session.add(row)
        deed = Deed(AuditAction.KEY_CREATED, "token", row.id, f"{user.email}, …{row.hint}")
        audit.record(session, None, deed)
    return token


async def create_own(person: Person, address: str = "") -> str:
    """Make a token for oneself; it cannot be shown again.

    Raises:
        Conflict: one has too many.
    """
    token = passwords.new_token()
    async with db.transaction() as session:
        if len(await _in_use(session, person)) >= MOST_OWN:
            raise Conflict(f"You have {MOST_OWN} tokens. Revoke one first.")
        row = ApiToken(user_id=person.id, token_hash=passwords.digest(token), hint=token[-4:])
        session.add(row)
        deed = Deed(AuditAction.KEY_CREATED, "token", row.id, f"{person.email}, …{row.hint}")
        audit.record(session, person, deed, address)
    return token


async def own(person: Person) -> list[TokenInfo]:
    """One's tokens in use, the youngest first."""
    async with db.reading() as session:
        rows = await _in_use(session, person)
    return [TokenInfo(t.id, person.email, t.hint, t.created_at, t.last_used_at, None) for t in rows]


async def _in_use(session: AsyncSession, person: Person) -> list[ApiToken]:
    query = select(ApiToken).where(
        ApiToken.user_id == person.id, col(ApiToken.revoked_at).is_(None)
    )
    return list((await session.exec(query.order_by(col(ApiToken.id).desc()))).all())


async def revoke_own(person: Person, token_id: str, address: str = "") -> None:
    """Make one of one's tokens useless.

    Raises:
        NotFound: there is none with this id, it is somebody else's, or it was revoked before.
    """
    async with db.transaction() as session:
        row = await session.get(ApiToken, token_id)
        if row is None or row.user_id != person.id or row.revoked_at is not None:
            raise NotFound("This token is no longer in use.")
        row.revoked_at = now()
        session.add(row)
        about = f"{person.email}, …{row.hint}"
        audit.record(
            session, person, Deed(AuditAction.KEY_REVOKED, "token", row.id, about), address
        )


async def listing() -> list[TokenInfo]:
    """Every token ever made, oldest first."""
    query = select(ApiToken, User.email).join(User, col(User.id) == col(ApiToken.user_id))
    async with db.reading() as session:
        rows = (await session.exec(query.order_by(col(ApiToken.id)))).all()
    return [
        TokenInfo(t.id, email, t.hint, t.created_at, t.last_used_at, t.revoked_at)
        for t, email in rows
    ]


async def revoke(token_id: str) -> None:
    """Make a token useless.

    Raises:
        NotFound: there is none with this id, or it was revoked before.
    """
    async with db.transaction() as session:
        row = await session.get(ApiToken, token_id)
        if row is None or row.revoked_at is not None:
            raise NotFound(f"No token {token_id} is in use.")
        row.revoked_at = now()
        session.add(row)
        audit.record(session, None, Deed(AuditAction.KEY_REVOKED, "token", row.id, f"…{row.hint}"))
