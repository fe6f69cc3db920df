"""Campaigns, and what they are made from."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from contentflow.models.columns import json, maybe_moment, moment, new_id
from contentflow.names import (
    CampaignStatus,
    ContentType,
    Priority,
    SourceKind,
    SourceStatus,
    Visibility,
)


class BrandVoice(SQLModel, table=True):
    """How a brand sounds: its words as a person set them, its profile as its samples gave it."""

    __tablename__ = "brand_voices"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    name: str
    visibility: Visibility = Visibility.PRIVATE
    terms: dict[str, Any] = json()
    profile: dict[str, Any] = json()  # empty until there are samples enough
    created_at: datetime = moment()
    updated_at: datetime = moment()


class VoiceSample(SQLModel, table=True):
    """A text that sounds as the brand should."""

    __tablename__ = "voice_samples"
    __table_args__ = (UniqueConstraint("voice_id", "sha256"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    voice_id: str = Field(foreign_key="brand_voices.id", index=True)
    name: str
    text: str
    words: int
    sha256: str
    created_at: datetime = moment()


class Campaign(SQLModel, table=True):
    """One article to be. `seq` is the last event number handed out, `version` the latest text.

    `voice` is the brand voice as it was when the campaign was started; empty while it is a draft.
    """

    __tablename__ = "campaigns"
    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    topic: str
    name: str = ""  # what people call it; the topic without one
    title: str = ""
    audience: str = ""
    goal: str = ""
    content_type: ContentType = ContentType.BLOG_POST
    keyphrase: str = ""
    tone: str = ""
    batch_id: str | None = Field(default=None, foreign_key="batches.id", index=True)
    batch_row: int | None = None  # its place in the batch, from 1
    brand_voice_id: str | None = Field(default=None, foreign_key="brand_voices.id", index=True)
    voice: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    target_words: int = 800
    priority: Priority = Priority.STANDARD
    visibility: Visibility = Visibility.PRIVATE
    status: CampaignStatus = Field(default=CampaignStatus.DRAFT, index=True)
    progress: int = 0
    estimated_completion: datetime | None = maybe_moment()
    cost_usd: float | None = None  # None: unpriced
    scores: dict[str, int | None] = json()
    overall: int | None = None
    version: int = 0
    revision: int = 1  # of the settings: whoever changes them names the one they saw
    seq: int = 0
    created_at: datetime = moment(index=True)
    updated_at: datetime = moment()
    first_viewed_at: datetime | None = maybe_moment()  # of a finished text
    approved_version: int | None = None
    archived_at: datetime | None = maybe_moment()
    deleted_at: datetime | None = maybe_moment()  # nobody sees it any more; soon it is gone


class SourceRow(SQLModel, table=True):
    """A fact or a page of one campaign, as it was when it was read."""

    __tablename__ = "sources"
    id: str = Field(default_factory=new_id, primary_key=True)
    campaign_id: str = Field(foreign_key="campaigns.id", index=True)
    position: int
    kind: SourceKind
    value: str
    title: str = ""
    text: str = ""
    sha256: str = ""
    status: SourceStatus = SourceStatus.READ
    error: str = ""
    fetched_at: datetime | None = maybe_moment()


class CampaignMember(SQLModel, table=True):
    """A person a private campaign is shared with."""

    __tablename__ = "campaign_members"
    campaign_id: str = Field(foreign_key="campaigns.id", primary_key=True)
    user_id: str = Field(foreign_key="users.id", primary_key=True, index=True)
    may_edit: bool = False
    added_by: str = Field(foreign_key="users.id")
    added_at: datetime = moment()
