"""Versions by people, runs of chosen agents, reviews, the cache of results, idempotency keys."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What is stored keeps its meaning: every version so far is an agent's."""
    _make_agent_cache()
    _make_idempotency_keys()
    _make_approvals()
    _extend("campaigns", *_CAMPAIGN)
    _extend("content_versions", *_VERSION)
    _extend("agent_performance", *_PERFORMANCE)
    _extend("agent_decisions", *_DECISION)
    _extend("agent_results", sa.Column("base_version", sa.Integer(), **_number))
    _extend("runs", *_RUN)
    _number_steps()
    _date_queues()
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_column("agents")


_number: dict[str, Any] = {"nullable": False, "server_default": "0"}
_text: dict[str, Any] = {"nullable": False, "server_default": ""}
_false: dict[str, Any] = {"nullable": False, "server_default": sa.false()}
_list: dict[str, Any] = {"nullable": False, "server_default": "[]"}
_CAMPAIGN = (
    sa.Column("name", sa.String(), **_text),
    sa.Column("first_viewed_at", _moment, nullable=True),
    sa.Column("approved_version", sa.Integer(), nullable=True),
    sa.Column("archived_at", _moment, nullable=True),
    sa.Column("deleted_at", _moment, nullable=True),
)
_VERSION = (
    sa.Column("kind", sa.String(40), nullable=False, server_default="agent"),
    sa.Column("base", sa.Integer(), **_number),
    sa.Column("restored_from", sa.Integer(), nullable=True),
    sa.Column("decision_id", sa.String(), nullable=True),
    sa.Column("checks", sa.JSON(), **_list),
    sa.Column("edits", sa.Integer(), **_number),
    sa.Column("characters", sa.Integer(), **_number),
    sa.Column("duration_ms", sa.Integer(), nullable=True),
    sa.Column("cost_usd", sa.Float(), nullable=True),
    sa.Column("cache_hit", sa.Boolean(), **_false),
    sa.Column("brief", sa.JSON(), nullable=True),
)
_PERFORMANCE = (
    sa.Column("cached_at", _moment, nullable=True),
    sa.Column("base_version", sa.Integer(), **_number),
    sa.Column("version", sa.Integer(), **_number),
)
_DECISION = (
    sa.Column("block_id", sa.String(), **_text),
    sa.Column("version", sa.Integer(), **_number),
    sa.Column("review", sa.String(40), nullable=False, server_default="open"),
    sa.Column("reviewed_by", sa.String(), nullable=True),
    sa.Column("reviewed_at", _moment, nullable=True),
)
_RUN = (
    sa.Column("steps", sa.JSON(), **_list),
    sa.Column("force", sa.Boolean(), **_false),
    sa.Column("base_version", sa.Integer(), **_number),
    sa.Column("queued_at", _moment, nullable=False, server_default="1970-01-01 00:00:00+00:00"),
)
_KEYS = {
    "content_versions": [("decision_id", "agent_decisions")],
    "agent_decisions": [("reviewed_by", "users")],
}


def _extend(table: str, *columns: sa.Column[Any]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for column in columns:
            batch_op.add_column(column._copy())
        for column_name, target in _KEYS.get(table, []):
            name = f"fk_{table}_{column_name}_{target}"
            batch_op.create_foreign_key(name, target, [column_name], ["id"])


def _number_steps() -> None:
    runs = sa.table("runs", sa.column("id"), sa.column("agents"), sa.column("steps"))
    connection = op.get_bind()
    for run_id, agents in connection.execute(sa.select(runs.c.id, runs.c.agents)).fetchall():
        named = json.loads(agents) if isinstance(agents, str) else agents
        steps = sa.type_coerce([[agent] for agent in named], sa.JSON())
        connection.execute(sa.update(runs).where(runs.c.id == run_id).values(steps=steps))


def _date_queues() -> None:
    op.execute("update runs set queued_at = created_at")


def _make_agent_cache() -> None:
    op.create_table(
        "agent_cache",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agent_type", sa.String(40), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("last_hit_at", _moment, nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_agent_cache_agent_type", "agent_cache", ["agent_type"], unique=False)
    op.create_index("ix_agent_cache_created_at", "agent_cache", ["created_at"], unique=False)


def _make_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("user_id", "key"),
    )
    op.create_index(
        "ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False
    )


def _make_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created_at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_approvals_campaign_id", "approvals", ["campaign_id"], unique=False)


def downgrade() -> None:
    """Runs of chosen agents, approvals and reviews are forgotten; texts stay."""
    for table in ("approvals", "idempotency_keys", "agent_cache"):
        op.drop_table(table)
    op.add_column("runs", sa.Column("agents", sa.JSON(), **_list))
    _flatten_steps()
    _shorten("runs", _RUN)
    _shorten("agent_results", (sa.Column("base_version", sa.Integer()),))
    _shorten("agent_decisions", _DECISION)
    _shorten("agent_performance", _PERFORMANCE)
    _shorten("content_versions", _VERSION)
    _shorten("campaigns", _CAMPAIGN)


def _flatten_steps() -> None:
    runs = sa.table("runs", sa.column("id"), sa.column("agents"), sa.column("steps"))
    connection = op.get_bind()
    for run_id, steps in connection.execute(sa.select(runs.c.id, runs.c.steps)).fetchall():
        named = json.loads(steps) if isinstance(steps, str) else steps
        agents = sa.type_coerce([agent for step in named for agent in step], sa.JSON())
        connection.execute(sa.update(runs).where(runs.c.id == run_id).values(agents=agents))


def _shorten(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for column_name, target in _KEYS.get(table, []):
            batch_op.drop_constraint(f"fk_{table}_{column_name}_{target}", type_="foreignkey")
        for column in columns:
            batch_op.drop_column(column.name)
