"""Brand voices, their samples, and the voice of a campaign."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FOREIGN = "fk_campaigns_brand_voice_id_brand_voices"
# PostgreSQL has the type already, from the first tables.
_visibility = sa.Enum("PRIVATE", "TEAM", name="visibility").with_variant(
    postgresql.ENUM("PRIVATE", "TEAM", name="visibility", create_type=False), "postgresql"
)
_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nothing that is stored changes."""
    _make_brand_voices()
    _make_voice_samples()
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brand_voice_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("voice", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(_FOREIGN, "brand_voices", ["brand_voice_id"], ["id"])
        batch_op.create_index(
            batch_op.f("ix_campaigns_brand_voice_id"), ["brand_voice_id"], unique=False
        )


def _make_brand_voices() -> None:
    op.create_table(
        "brand_voices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("visibility", _visibility, nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("updated_at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_brand_voices_user_id", "brand_voices", ["user_id"], unique=False)


def _make_voice_samples() -> None:
    op.create_table(
        "voice_samples",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("voice_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["brand_voices.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voice_id", "sha256"),
    )
    op.create_index("ix_voice_samples_voice_id", "voice_samples", ["voice_id"], unique=False)


def downgrade() -> None:
    """Brand voices are gone; campaigns stay."""
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaigns_brand_voice_id"))
        batch_op.drop_constraint(_FOREIGN, type_="foreignkey")
        batch_op.drop_column("voice")
        batch_op.drop_column("brand_voice_id")
    op.drop_index("ix_voice_samples_voice_id", "voice_samples")
    op.drop_table("voice_samples")
    op.drop_index("ix_brand_voices_user_id", "brand_voices")
    op.drop_table("brand_voices")
