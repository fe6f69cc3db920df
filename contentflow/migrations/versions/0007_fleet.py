"""Several workers, batches of campaigns, runs that start at a chosen time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_moment = sa.DateTime(timezone=True)
_WORKER = "fk_runs_worker_id_workers"
_BATCH = "fk_campaigns_batch_id_batches"
_RUN_BATCH = "fk_runs_batch_id_batches"


def upgrade() -> None:
    """Nothing that is stored changes."""
    _make_workers()
    _make_batches()
    with op.batch_alter_table("campaigns") as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("batch_row", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(_BATCH, "batches", ["batch_id"], ["id"])
        batch_op.create_index("ix_campaigns_batch_id", ["batch_id"], unique=False)
    with op.batch_alter_table("runs") as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("worker_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("not_before", _moment, nullable=True))
        batch_op.add_column(
            sa.Column("yields", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(_WORKER, "workers", ["worker_id"], ["id"])
        batch_op.create_foreign_key(_RUN_BATCH, "batches", ["batch_id"], ["id"])
        batch_op.create_index("ix_runs_worker_id", ["worker_id"], unique=False)
        batch_op.create_index("ix_runs_batch_id", ["batch_id"], unique=False)


def _make_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started_at", _moment, nullable=False),
        sa.Column("heartbeat_at", _moment, nullable=False),
        sa.Column("stopped_at", _moment, nullable=True),
        sa.Column("draining", sa.Boolean(), nullable=False),
        sa.Column("model", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_workers_heartbeat_at", "workers", ["heartbeat_at"], unique=False)


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("budget_usd", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("starts_at", _moment, nullable=True),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("ended_at", _moment, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_batches_user_id", "batches", ["user_id"], unique=False)
    op.create_index("ix_batches_created_at", "batches", ["created_at"], unique=False)


def downgrade() -> None:
    """Campaigns of batches stay, each by itself."""
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_index("ix_runs_batch_id")
        batch_op.drop_index("ix_runs_worker_id")
        batch_op.drop_constraint(_RUN_BATCH, type_="foreignkey")
        batch_op.drop_constraint(_WORKER, type_="foreignkey")
        for name in ("yields", "not_before", "worker_id", "batch_id"):
            batch_op.drop_column(name)
    with op.batch_alter_table("campaigns") as batch_op:
        batch_op.drop_index("ix_campaigns_batch_id")
        batch_op.drop_constraint(_BATCH, type_="foreignkey")
        batch_op.drop_column("batch_row")
        batch_op.drop_column("batch_id")
    op.drop_table("batches")
    op.drop_table("workers")
