"""What the API takes and sends of batches, field by field."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from contentflow.api.shapes import BRIEF_SCHEMA, CampaignShape, OwnerShape
from contentflow.batches import terms
from contentflow.batches.checking import SHARED, Row
from contentflow.batches.columns import FIELDS
from contentflow.batches.drafts import Draft
from contentflow.batches.figures import Figures
from contentflow.batches.listing import BatchRow
from contentflow.batches.members import Member
from contentflow.batches.sheet import MOST_ROWS
from contentflow.briefs import as_data
from contentflow.engine.batch_estimates import BatchEstimate, Range
from contentflow.names import AgentName, BatchStatus, CampaignStatus, Priority

_SAMPLES = 3  # cells shown of a column


class BatchShape(BaseModel):
    """A batch in a list. `campaigns` counts by status; `progress` is 0 to 100."""

    id: str
    name: str
    status: BatchStatus
    reason: str
    priority: Priority
    owner: OwnerShape
    budget_usd: float | None
    starts_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    progress: int
    campaigns: dict[CampaignStatus, int]

    @classmethod
    def of(cls, row: BatchRow) -> Self:
        """From the service's row."""
        return cls(**_shared(row))


def _shared(row: BatchRow) -> dict[str, Any]:
    alike = set(BatchShape.model_fields) - {"owner", "campaigns"}
    owner = OwnerShape(id=row.owner_id, name=row.owner_name)
    return {
        **{name: getattr(row, name) for name in alike},
        "owner": owner,
        "campaigns": row.counts,
    }


class WholeBatchShape(BatchShape):
    """A batch with its figures, as far as they are known. Durations are in milliseconds.

    `cost_usd` is what can be priced; `unpriced` counts the agents' executions that cannot.
    """

    cost_usd: float
    unpriced: int
    per_hour: float | None
    left_ms: int | None
    slowest_agent: AgentName | None

    @classmethod
    def of_figures(cls, found: Figures) -> Self:
        """From what the batch's page shows."""
        left = found.seconds_left
        return cls(
            **_shared(found.row),
            cost_usd=found.spent.usd,
            unpriced=found.spent.unpriced,
            per_hour=found.per_hour,
            left_ms=None if left is None else round(left * 1000),
            slowest_agent=found.pace.slowest,
        )


class BatchPage(BaseModel):
    """Some batches; give `next_cursor` as `cursor` to get the next ones."""

    items: list[BatchShape]
    next_cursor: str | None


class MemberShape(BaseModel):
    """A campaign of a batch: its row, and its place in line while it waits for a slot."""

    row: int
    queue_place: int | None
    campaign: CampaignShape

    @classmethod
    def of(cls, member: Member) -> Self:
        """From the service's row."""
        campaign = CampaignShape.of_row(member.row)
        return cls(row=member.number, queue_place=member.place, campaign=campaign)


class MemberPage(BaseModel):
    """Some campaigns of a batch; give `next_cursor` as `cursor` to get the next ones."""

    items: list[MemberShape]
    next_cursor: str | None


class ProblemShape(BaseModel):
    """What is wrong with one cell, or with a whole row where `field` is empty."""

    field: str
    column: str
    value: str
    message: str


class RowShape(BaseModel):
    """A row that was read: its brief, or its problems. `repeats` is the row it repeats, or 0."""

    row: int
    topic: str
    brief: dict[str, Any] | None
    repeats: int
    problems: list[ProblemShape]

    @classmethod
    def of(cls, row: Row) -> Self:
        """From what was found."""
        problems = [
            ProblemShape(**{name: getattr(one, name) for name in ProblemShape.model_fields})
            for one in row.problems
        ]
        brief = as_data(row.brief) if row.brief else None
        return cls(
            row=row.number, topic=row.topic, brief=brief, repeats=row.repeats, problems=problems
        )


class ColumnShape(BaseModel):
    """A column of the table, the field it gives (empty: none), and its first cells."""

    name: str
    field: str
    samples: list[str]


class ImportShape(BaseModel):
    """A table that was read and kept: start it with its id as `import_id`."""

    id: str
    name: str
    read_as: str
    columns: list[ColumnShape]
    errors: dict[str, str]
    invalid: int
    duplicates: int
    rows: list[RowShape]

    @classmethod
    def of(cls, found: Draft) -> Self:
        """From the service's view."""
        return cls(
            id=found.id,
            name=found.name,
            read_as=found.sheet.said,
            columns=_columns(found),
            errors=found.checked.wrong,
            invalid=found.checked.broken,
            duplicates=found.checked.repeated,
            rows=[RowShape.of(row) for row in found.checked.rows],
        )


def _columns(found: Draft) -> list[ColumnShape]:
    fields = {place: name for name, place in found.places.items()}
    return [
        ColumnShape(
            name=name,
            field=fields.get(place, ""),
            samples=[cells[place] for _, cells in found.sheet.rows[:_SAMPLES]],
        )
        for place, name in enumerate(found.sheet.columns)
    ]


class RangeShape(BaseModel):
    typical: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Range, scale: float = 1) -> Self:
        """From the engine's estimate."""
        return cls(typical=found.typical * scale, low=found.low * scale, high=found.high * scale)


class EstimateShape(BaseModel):
    """What a batch will take: milliseconds, and USD, null where prices are not known.

    `runs` is the fewest past executions a figure rests on; 0 means typical values.
    """

    campaigns: int
    duration_ms: RangeShape
    cost_usd: RangeShape | None
    at_once: int
    runs: int

    @classmethod
    def of(cls, found: BatchEstimate) -> Self:
        """From the engine's estimate."""
        return cls(
            campaigns=found.campaigns,
            duration_ms=RangeShape.of(found.seconds, 1000),
            cost_usd=RangeShape.of(found.cost_usd) if found.cost_usd else None,
            at_once=found.at_once,
            runs=found.runs,
        )


# Checked by the services, for the page and here alike; this tells it to the reader of /docs.
_BRIEF = BRIEF_SCHEMA["properties"]
_TERMS: dict[str, Any] = {
    "name": {"type": "string", "maxLength": terms.LONGEST_NAME},
    "priority": {"enum": list(Priority), "default": Priority.BACKGROUND},
    "budget_usd": {"type": "number", "exclusiveMinimum": 0, "maximum": terms.MOST_USD},
    "starts_at": {"type": "string", "description": "ISO 8601, with an offset or a time_zone"},
    "time_zone": {"type": "string", "examples": ["Europe/Berlin"]},
}
CHANGE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": _TERMS,
}
NEW_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **_TERMS,
        "campaigns": {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": BRIEF_SCHEMA},
        "import_id": {"type": "string", "format": "uuid"},
        "columns": {
            "type": "object",
            "description": "Which column, counted from 0, gives which field of an import.",
            "properties": {name: {"type": "integer", "minimum": 0} for name in FIELDS},
        },
        "settings": {
            "type": "object",
            "description": "What all campaigns share; what one says itself goes first.",
            "properties": {name: _BRIEF[name] for name in SHARED if name != "priority"},
        },
        "skip_invalid": {"type": "boolean", "default": False},
        "skip_duplicates": {"type": "boolean", "default": False},
    },
    "example": {
        "name": "Spring",
        "settings": {"audience": "People who work from home", "target_words": 600},
        "campaigns": [{"topic": "How to choose a standing desk"}, {"topic": "Desk lamps"}],
        "budget_usd": 5,
    },
}
