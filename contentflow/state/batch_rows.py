"""What the pages of batches show: rows ready to send, in words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contentflow import routes
from contentflow.batches import terms
from contentflow.batches.figures import Figures
from contentflow.batches.listing import BatchRow, Counts
from contentflow.batches.members import Member
from contentflow.names import AGENT_LABELS, BatchStatus
from contentflow.names import CampaignStatus as Status
from contentflow.state import words
from contentflow.state.campaign_lines import line_of
from contentflow.state.rows import CampaignLine

GROUPS: dict[str, tuple[Status, ...]] = {
    "Running": (Status.GENERATING,),
    "Waiting": (Status.QUEUED, Status.PAUSED),
    "Needs attention": (Status.NEEDS_ATTENTION,),
    "Failed": (Status.FAILED,),
    "Completed": (Status.COMPLETED,),
    "Cancelled": (Status.CANCELLED,),
}
_SAID = {  # of a batch in the list, what went wrong first
    Status.FAILED: "failed",
    Status.NEEDS_ATTENTION: "to look at",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "cancelled",
    Status.GENERATING: "running",
}
_WORDS = {
    BatchStatus.DRAFT: "Not started",
    BatchStatus.RUNNING: "Running",
    BatchStatus.PAUSED: "Paused",
    BatchStatus.CANCELLED: "Cancelled",
    BatchStatus.COMPLETED: "Completed",
}
_BY_SOMEBODY = ("Paused by ", "Cancelled by ")
_UNKNOWN = "–"


@dataclass
class BatchLine:
    """One batch in the list."""

    id: str = ""
    href: str = ""
    name: str = ""
    about: str = ""
    status: str = ""
    status_words: str = ""
    started: bool = False
    progress: int = 0
    outcome: str = ""
    owner: str = ""
    initials: str = ""
    time: str = ""


@dataclass
class MemberLine(CampaignLine):
    """One campaign of a batch, with the number of its row."""

    number: int = 0


@dataclass
class CountChip:
    """How many campaigns have one of a group's states."""

    name: str = ""
    count: int = 0


@dataclass
class BatchHead:
    """A batch with its figures. `truth` changes when a wish was granted."""

    id: str = ""
    name: str = ""
    about: str = ""
    status: str = ""
    status_words: str = ""
    truth: str = ""
    priority: str = ""
    owner: str = ""
    steers: bool = False
    reason: str = ""
    reason_look: str = "pending"  # warn where somebody has to do something
    starts: str = ""
    progress: int = 0
    done: str = ""
    of: str = ""
    left: str = _UNKNOWN
    left_about: str = ""
    cost: str = ""
    budget: str = ""  # "of $5.00"
    budget_usd: str = ""
    used: int = -1  # percent of the budget; -1 without one
    pace: str = _UNKNOWN
    slowest: str = _UNKNOWN
    slowest_about: str = ""
    failed: int = 0
    pause: bool = False
    resume: bool = False
    cancel: bool = False
    going: bool = False


def batch_line(row: BatchRow, now: datetime) -> BatchLine:
    """One batch in words."""
    draft = row.status is BatchStatus.DRAFT
    status, said = look_of(row, now)
    return BatchLine(
        id=row.id,
        href=routes.edit_batch(row.id) if draft else routes.batch(row.id),
        name=row.name or "Pasted topics",
        about=_about(row),
        status=status,
        status_words=said,
        started=not draft,
        progress=row.progress,
        outcome=outcome_of(row.counts),
        owner=row.owner_name,
        initials=words.initials(row.owner_name),
        time=words.ago(row.created_at, now),
    )


def _about(row: BatchRow) -> str:
    """ "40 campaigns from plan.csv"."""
    file = row.settings.get("file")
    if row.status is BatchStatus.DRAFT:
        said = words.count(int(row.settings.get("rows", 0)), "row")
    else:
        said = words.count(row.campaigns, "campaign")
    return f"{said} from {file}" if file else said


def look_of(row: BatchRow, now: datetime) -> tuple[str, str]:
    """A batch's status as its icon and its words tell it."""
    if is_put_off(row, now):
        return "queued", "Scheduled"
    if row.status is BatchStatus.COMPLETED and _wrong(row.counts):
        return "warn", "Completed"
    return row.status.value, _WORDS[row.status]


def is_put_off(row: BatchRow, now: datetime) -> bool:
    """Whether its time has not come yet."""
    return row.status is BatchStatus.RUNNING and bool(row.starts_at and row.starts_at > now)


def _wrong(counts: Counts) -> int:
    return counts.get(Status.FAILED, 0) + counts.get(Status.NEEDS_ATTENTION, 0)


def outcome_of(counts: Counts) -> str:
    """ "1 failed, 38 completed"; nothing while all of it waits."""
    return ", ".join(f"{counts[one]:,} {said}" for one, said in _SAID.items() if counts.get(one))


def summary_of(rows: Iterable[BatchRow]) -> str:
    """ "2 running, 1 paused"."""
    going = (BatchStatus.RUNNING, BatchStatus.PAUSED)
    found = [row.status for row in rows]
    return ", ".join(f"{found.count(one)} {one}" for one in going if one in found)


def chips_of(counts: Counts) -> list[CountChip]:
    """How many there are of each group; groups without any are left out."""
    found = {name: sum(counts.get(one, 0) for one in states) for name, states in GROUPS.items()}
    return [CountChip(name, count) for name, count in found.items() if count]


def head_of(found: Figures, now: datetime) -> BatchHead:
    """A batch's head and figures in words."""
    row, steers = found.row, found.steers
    status, said = look_of(row, now)
    going = row.status in (BatchStatus.RUNNING, BatchStatus.PAUSED)
    zone = str(row.settings.get("time_zone") or "")
    put_off = is_put_off(row, now)
    failed = _wrong(row.counts)
    left, about = _left(found, put_off=put_off)
    cost, budget = _cost(found), row.budget_usd if steers else None
    return BatchHead(
        id=row.id,
        name=row.name,
        about=_about(row),
        status=status,
        status_words=said,
        truth=f"{row.status} {failed} {row.starts_at}",
        priority=row.priority.value,
        owner=row.owner_name,
        steers=steers,
        reason=row.reason,
        reason_look="pending" if row.reason.startswith(_BY_SOMEBODY) else "warn",
        starts=terms.local(row.starts_at, zone) if put_off and row.starts_at else "",
        progress=row.progress,
        done=f"{row.done:,}",
        of=f"of {words.count(row.campaigns, 'campaign')} ended",
        left=left,
        left_about=about,
        cost=cost,
        budget="" if budget is None else f"of {words.money(budget)}",
        budget_usd="" if budget is None else f"{budget:.2f}",
        used=-1 if budget is None else min(100, round(100 * found.spent.usd / budget)),
        pace=_pace(found.per_hour),
        slowest=AGENT_LABELS[found.pace.slowest] if found.pace.slowest else _UNKNOWN,
        slowest_about=_slowest(found),
        failed=failed,
        pause=steers and row.status is BatchStatus.RUNNING,
        resume=steers and row.status is BatchStatus.PAUSED,
        cancel=steers and going,
        going=going,
    )


def _left(found: Figures, *, put_off: bool) -> tuple[str, str]:
    if put_off:
        return _UNKNOWN, "not begun"
    if found.row.status is BatchStatus.PAUSED:
        return _UNKNOWN, "paused"
    if found.seconds_left is None:
        return _UNKNOWN, "" if found.row.status is BatchStatus.RUNNING else "ended"
    working = f"{words.count(found.working, 'campaign')} at work" if found.working else "waiting"
    return words.about(found.seconds_left), working


def _pace(per_hour: float | None) -> str:
    if per_hour is None:
        return _UNKNOWN
    return f"{per_hour:,.0f} an hour" if per_hour >= 10 else f"{per_hour:.1f} an hour"


def _slowest(found: Figures) -> str:
    if found.pace.slowest is None:
        return "nothing has ended"
    return f"{words.took(found.pace.slowest_seconds)} on average"


def _cost(found: Figures) -> str:
    cost = words.money(found.spent.usd)
    if found.spent.unpriced:
        return f"at least {cost}" if found.spent.usd else "unpriced"
    return cost


def member_line(member: Member, now: datetime, reader: str, held: str = "") -> MemberLine:
    """One campaign of a batch; `held` says why nothing that waits may start."""
    line = MemberLine(**vars(line_of(member.row, now, reader)), number=member.number)
    if member.row.status is Status.QUEUED:
        line.status_words = held or _place(member.place)
    return line


def _place(place: int | None) -> str:
    if place is None:
        return "Queued"
    return "Next in line" if place == 1 else f"{_ordinal(place)} in line"


def _ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"


_ENDINGS: Mapping[int, str] = {1: "st", 2: "nd", 3: "rd"}


def held_by(head: BatchHead) -> str:
    """Why what waits may not start, in two words; "" when it may."""
    if head.starts:
        return "Scheduled"
    return "Held" if head.resume or head.status == BatchStatus.PAUSED.value else ""
