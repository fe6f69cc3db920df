"""Webhooks that are paused by themselves, and unread notifications found by an index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing that is stored changes."""
    op.add_column("webhooks", sa.Column("failed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("webhooks", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_notifications_unread", "notifications", ["user_id", "read_at"])


def downgrade() -> None:
    """A paused webhook is tried again."""
    op.drop_index("ix_notifications_unread", "notifications")
    op.drop_column("webhooks", "paused_at")
    op.drop_column("webhooks", "failed")
