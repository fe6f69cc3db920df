"""Who may come in, and what the installation knows of itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, maybe_moment, moment, new_id, word
from contentflow.names import Role


class User(SQLModel, table=True):
    __tablename__ = "users"
    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str
    role: Role = Role.EDITOR
    created_at: datetime = moment()
    deactivated_at: datetime | None = maybe_moment()


class Session(SQLModel, table=True):
    """A signed-in browser; only the token's hash is kept."""

    __tablename__ = "sessions"
    token_hash: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    address: str = ""
    browser: str = ""


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_tokens"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True)
    hint: str  # the last four characters, to tell tokens apart
    created_at: datetime = moment()
    last_used_at: datetime | None = maybe_moment()
    revoked_at: datetime | None = maybe_moment()


class Setting(SQLModel, table=True):
    """What the installation knows of itself, such as the organisation's name."""

    __tablename__ = "settings"
    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON))
    updated_at: datetime = moment()


class Invitation(SQLModel, table=True):
    """A link that makes one account; only the token's hash is kept."""

    __tablename__ = "invitations"
    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    role: Role = word(Role, Role.EDITOR)
    created_by: str = Field(foreign_key="users.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = maybe_moment()
    used_by: str | None = Field(default=None, foreign_key="users.id")
    revoked_at: datetime | None = maybe_moment()


class PasswordLink(SQLModel, table=True):
    """A link with which one person chooses a new password, once."""

    __tablename__ = "password_links"
    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    created_by: str = Field(foreign_key="users.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = maybe_moment()


class AuditEntry(SQLModel, table=True):
    """Who did what, when, from where. `who` is the email as it was; rows are only ever added."""

    __tablename__ = "audit_log"
    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = moment(index=True)
    user_id: str | None = Field(default=None, index=True)
    who: str = ""
    action: str
    target_type: str = ""
    target_id: str = ""
    about: str = ""
    data: dict[str, Any] = json()
    address: str = ""


class IdempotencyKey(SQLModel, table=True):
    """A request that was answered; the same key with the same body gets the same answer."""

    __tablename__ = "idempotency_keys"
    user_id: str = Field(foreign_key="users.id", primary_key=True)
    key: str = Field(primary_key=True)
    digest: str  # of method, path and body
    status: int = 0  # 0 while it is being answered
    headers: dict[str, str] = json()
    body: str = ""
    created_at: datetime = moment(index=True)
