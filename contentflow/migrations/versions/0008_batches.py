"""Rows of batches that are not started yet; the inbox tells of batches too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008_batches"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BATCH = "fk_notifications_batch_id_batches"


def upgrade() -> None:
    """Every line of an inbox so far is of a campaign."""
    op.create_table(
        "batch_drafts",
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"]),
        sa.PrimaryKeyConstraint("batch_id"),
    )
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.alter_column("campaign_id", existing_type=sa.String(), nullable=True)
        batch_op.add_column(sa.Column("batch_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(_BATCH, "batches", ["batch_id"], ["id"])
        batch_op.create_index("ix_notifications_batch_id", ["batch_id"], unique=False)


def downgrade() -> None:
    """What was told of batches goes, and what was not started."""
    op.drop_table("batch_drafts")
    op.execute(sa.text("DELETE FROM batches WHERE status = 'draft'"))
    op.execute(sa.text("DELETE FROM notifications WHERE campaign_id IS NULL"))
    with op.batch_alter_table("notifications") as batch_op:
        batch_op.drop_index("ix_notifications_batch_id")
        batch_op.drop_constraint(_BATCH, type_="foreignkey")
        batch_op.drop_column("batch_id")
        batch_op.alter_column("campaign_id", existing_type=sa.String(), nullable=False)
