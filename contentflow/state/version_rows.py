"""What the version rail shows: one line per version, and how the score went. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from contentflow.names import VersionKind
from contentflow.state import words
from contentflow.state.campaign_rows import signed
from contentflow.state.change_rows import PEOPLE
from contentflow.versions import Course, Point, VersionRow

_WIDTH, _TOP, _BOTTOM = 248, 18, 48  # of the drawing, in pixels
_FEW = 8  # points up to which each has its number


@dataclass(frozen=True)
class VersionLine:
    """One version. `about` is what it took, `how` how it came to be when not by an agent's run."""

    number: int
    agent: str
    author: str
    score: str
    delta: str
    delta_kind: str
    about: str
    when: str


@dataclass(frozen=True)
class Dot:
    """A point of the score line; `chosen`: its version is being compared."""

    x: str
    y: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ScoreLine:
    """The overall score by version as a drawing, and in words."""

    path: str = ""
    between: str = ""  # the part between the two versions compared
    dots: list[Dot] = field(default_factory=list)
    words: str = ""


def line_of(row: VersionRow, now: datetime) -> VersionLine:
    """A version as the rail shows it."""
    return VersionLine(
        number=row.number,
        agent=row.agent_type.value if row.agent_type else PEOPLE,
        author=row.author,
        score="–" if row.overall is None else str(row.overall),
        delta=signed(row.change) if row.change else "",
        delta_kind="down" if row.change and row.change < 0 else "up",
        about=" · ".join(part for part in _about(row) if part),
        when=words.ago(row.created_at, now),
    )


def _about(row: VersionRow) -> list[str]:
    edits = words.count(row.edits, "edit")
    match row.kind:
        case VersionKind.EDIT:
            return ["by hand", edits]
        case VersionKind.RESTORE:
            return [f"text of version {row.restored_from}"]
        case VersionKind.REVIEW:
            return ["review", edits]
    took = words.took(row.duration_ms / 1000) if row.duration_ms is not None else ""
    cost = words.money(row.cost_usd)
    what = edits if row.edits else words.count(row.words, "word")
    return [took, cost, "cached" if row.cache_hit else "", what]


def score_line(course: Course, old: int, new: int) -> ScoreLine:
    """The score from version to version; `old` to `new` are compared."""
    points = [point for point in course.points if point.overall is not None]
    if len(points) < 2:
        return ScoreLine()
    places = {point.number: _place(point, at, points) for at, point in enumerate(points)}
    named = _named(points, old, new)
    return ScoreLine(
        path=_path(list(places.values())),
        between=_path([place for number, place in places.items() if old <= number <= new]),
        dots=[
            Dot(*places[point.number], str(point.overall), point.number in (old, new))
            for point in points
            if point.number in named
        ],
        words=_said(points),
    )


def _path(places: list[tuple[str, str]]) -> str:
    return "M" + " L".join(f"{x},{y}" for x, y in places) if places else ""


def _place(point: Point, at: int, points: list[Point]) -> tuple[str, str]:
    scores = [one.overall or 0 for one in points]
    low, high = min(scores), max(scores)
    share = ((point.overall or 0) - low) / (high - low) if high > low else 0.5
    x = 10 + at * (_WIDTH - 20) / (len(points) - 1)
    return f"{x:.1f}", f"{_BOTTOM - share * (_BOTTOM - _TOP):.1f}"


def _named(points: list[Point], old: int, new: int) -> set[int]:
    if len(points) <= _FEW:
        return {point.number for point in points}
    return {points[0].number, points[-1].number, old, new}


def _said(points: list[Point]) -> str:
    if len(points) <= _FEW:
        return "Overall score by version: " + ", ".join(str(point.overall) for point in points)
    return f"Overall score: {points[0].overall} at first, {points[-1].overall} now"
