"""Event types are kept as text: a new word needs no new column type."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing that is stored changes."""
    with op.batch_alter_table("run_events") as batch_op:
        batch_op.alter_column(
            "type", type_=sa.String(40), existing_nullable=False, postgresql_using="type::text"
        )


def downgrade() -> None:
    """The words stay text; an older version reads them as they are."""
