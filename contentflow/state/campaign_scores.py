"""What the campaign page shows of the scores: gauges, failing checks, passing checks. Pure."""

import math
from dataclasses import dataclass, field
from typing import Any

from contentflow.names import SCORE_LABELS, SCORE_TARGETS, Rating, ScoreName
from contentflow.view import CampaignView

_RADIUS = 23.5
_CENTRE = 26
_FAILING = (Rating.NEEDS_WORK, Rating.POOR)


@dataclass(frozen=True)
class Gauge:
    """One ring. `dash` is the length of its arc, `tick` the target's mark: x1, y1, x2, y2."""

    name: str
    label: str
    shown: str
    word: str
    kind: str
    colour: str
    dash: str
    title: str
    tick: list[str]


@dataclass(frozen=True)
class CheckRow:
    """One check. `target` is the block to show, "" when it has no place in the text."""

    id: str
    label: str
    shown: str
    threshold: str
    advice: str
    target: str


@dataclass(frozen=True)
class CheckGroup:
    """The failing checks of one score."""

    label: str
    count: str
    rows: list[CheckRow] = field(default_factory=list)


def gauges_of(view: CampaignView) -> list[Gauge]:
    """The four scores against their targets."""
    return [_gauge(name, view) for name in ScoreName]


def _gauge(name: ScoreName, view: CampaignView) -> Gauge:
    score, target = view.scores.get(name), SCORE_TARGETS[name]
    word, kind = _verdict(name, view)
    label = SCORE_LABELS[name]
    return Gauge(
        name=name.value,
        label=label,
        shown="–" if score is None else str(score),
        word=word,
        kind=kind,
        colour={"completed": "green", "warn": "amber"}.get(kind, "gray"),
        dash=f"{2 * math.pi * _RADIUS * (score or 0) / 100:.1f} 200" if score else "0 200",
        title=f"{label}: {word}" if score is None else f"{label}: {score} of 100, target {target}",
        tick=_tick(target),
    )


def _verdict(name: ScoreName, view: CampaignView) -> tuple[str, str]:
    score, target = view.scores.get(name), SCORE_TARGETS[name]
    if score is not None:
        if score < target:
            return f"below {target}", "warn"
        return f"{'above' if score > target else 'meets'} {target}", "completed"
    if not view.checks:
        return "not yet", "pending"
    return "no voice" if name is ScoreName.BRAND else "no checks", "pending"


def _tick(target: int) -> list[str]:
    turn = 2 * math.pi * target / 100
    inner, outer = _RADIUS - 1.5, _RADIUS + 5.5
    points = [
        _CENTRE + radius * reach(turn)
        for radius in (inner, outer)
        for reach in (math.cos, math.sin)
    ]
    return [f"{point:.1f}" for point in points]


def groups_of(view: CampaignView) -> list[CheckGroup]:
    """The failing checks, the score furthest below its target first, most points to win first."""
    groups = [_group(name, view) for name in sorted(ScoreName, key=lambda n: _gap(n, view))]
    return [group for group in groups if group.rows]


def _gap(name: ScoreName, view: CampaignView) -> tuple[int, str]:
    score = view.scores.get(name)
    return (min(0, score - SCORE_TARGETS[name]) if score is not None else 0, name.value)


def _group(name: ScoreName, view: CampaignView) -> CheckGroup:
    made = [
        check
        for check in view.checks.values()
        if check["group"] == name and check["rating"] != Rating.NOT_APPLICABLE
    ]
    failing = sorted((check for check in made if check["rating"] in _FAILING), key=_to_win)
    count = f"{len(failing)} of {len(made)} checks below target"
    return CheckGroup(SCORE_LABELS[name], count, [_row(check, view) for check in failing])


def _to_win(check: dict[str, Any]) -> tuple[float, str]:
    return check["points"] - check["weight"], check["id"]


def passing_of(view: CampaignView) -> list[CheckRow]:
    """The checks on target."""
    return [_row(check, view) for check in view.checks.values() if check["rating"] == Rating.GOOD]


def _row(check: dict[str, Any], view: CampaignView) -> CheckRow:
    return CheckRow(
        id=check["id"],
        label=check["label"],
        shown=check["shown"],
        threshold=check["threshold"],
        advice=check.get("advice", ""),
        target=_target(check, view),
    )


def _target(check: dict[str, Any], view: CampaignView) -> str:
    front = {"title", "meta_description", "slug"}
    present = front | {block.id for block in view.document.blocks}
    spans = check.get("spans") or []
    return next((span["block_id"] for span in spans if span["block_id"] in present), "")
