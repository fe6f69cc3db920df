"""What the campaign page shows of the scores: gauges, and the checks behind them. Pure."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from contentflow.document import Document
from contentflow.names import (
    AGENT_LABELS,
    SCORE_LABELS,
    SCORE_TARGETS,
    Rating,
    ScoreName,
)
from contentflow.state.campaign_marks import has_place
from contentflow.view import Fix

_RADIUS = 23.5
_CENTRE = 26
_FAILING = (Rating.NEEDS_WORK, Rating.POOR)
_JUST = timedelta(seconds=4)  # how long a check that was mended stays among the failing ones
# Why a check does not apply, where the check itself does not say.
_ABSENT = {
    "image_alt": "no images",
    "competing_links": "no links",
    "question_headings": "fewer than two subheadings",
    "keyphrase_in_subheadings": "no subheadings, or no keyphrase",
    "self_contained": "no sections",
    "statistics": "the brief gives no figures",
    "cited_sources": "the brief gives no sources",
    "quotations": "the brief gives no quotations",
    "heading_order": "no headings",
}

Data = dict[str, Any]  # a check as in the event `measured`


class Scored(Protocol):
    """A text and its measurements: a campaign as it is, or a draft of one."""

    document: Document
    scores: dict[str, int | None]
    checks: dict[str, Data]
    fixes: dict[str, Fix]


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
class Basis:
    """What of a check stays while a text changes; `source` says how good the evidence is."""

    label: str
    source: str


@dataclass(frozen=True)
class Aim:
    """What a check wants of this text, and what to do; some thresholds depend on its length."""

    threshold: str
    advice: str


@dataclass(frozen=True)
class CheckRow:
    """One check. `kind`: failing, fixed, good or none."""

    id: str
    kind: str
    shown: str
    points: str


@dataclass(frozen=True)
class CheckGroup:
    """The checks of one score: what fails, and the rest behind one line.

    `placed` are those that can be shown in the text, `fixed_by` says who just mended one.
    """

    name: str
    label: str
    score: str
    points: str
    rows: list[CheckRow] = field(default_factory=list)
    rest: list[CheckRow] = field(default_factory=list)
    rest_words: str = ""
    applies: bool = True
    placed: list[str] = field(default_factory=list)
    fixed_by: dict[str, str] = field(default_factory=dict)


def gauges_of(view: Scored) -> list[Gauge]:
    """The four scores against their targets."""
    return [_gauge(name, view) for name in ScoreName]


def _gauge(name: ScoreName, view: Scored) -> Gauge:
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


def _verdict(name: ScoreName, view: Scored) -> tuple[str, str]:
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


def groups_of(view: Scored, at: datetime) -> list[CheckGroup]:
    """The checks by score, the score furthest below its target first, most points to win first."""
    names = sorted(ScoreName, key=lambda name: _gap(name, view))
    groups = [_group(name, view, at) for name in names]
    return [group for group in groups if group.rows or group.rest]


def _gap(name: ScoreName, view: Scored) -> int:
    score = view.scores.get(name)
    return min(0, score - SCORE_TARGETS[name]) if score is not None else 1


def _group(name: ScoreName, view: Scored, at: datetime) -> CheckGroup:
    checks = sorted((c for c in view.checks.values() if c["group"] == name), key=_to_win)
    applied = [check for check in checks if check["rating"] != Rating.NOT_APPLICABLE]
    shown = [check for check in applied if _stands_out(check, view, at)]
    rest = [check for check in applied if check not in shown]
    rest += [check for check in checks if check not in applied]
    score = view.scores.get(name)
    return CheckGroup(
        name=name.value,
        label=SCORE_LABELS[name],
        score="" if score is None else str(score),
        points=_points(applied) if applied else "does not apply",
        applies=bool(applied),
        rows=[_row(check, view, at) for check in shown],
        rest=[_row(check, view, at) for check in rest],
        rest_words=_rest_words(len(applied) - len(shown), len(checks) - len(applied)),
        placed=[check["id"] for check in shown if _is_placed(check, view)],
        fixed_by={check["id"]: _mender(check, view) for check in shown if _is_good(check)},
    )


def _to_win(check: Data) -> tuple[float, str]:
    return check["points"] - check["weight"], check["id"]


def _points(checks: list[Data]) -> str:
    won, total = (sum(check[name] for check in checks) for name in ("points", "weight"))
    return f"{won:g} of {total:g} points"


def _rest_words(good: int, absent: int) -> str:
    parts = [f"{good} on target"] if good else []
    if absent:
        parts.append(f"{absent} {'does' if absent == 1 else 'do'} not apply")
    return ", ".join(parts)


def failing_count(view: Scored) -> int:
    """How many checks are below target."""
    return sum(check["rating"] in _FAILING for check in view.checks.values())


def _stands_out(check: Data, view: Scored, at: datetime) -> bool:
    return check["rating"] in _FAILING or _just_fixed(check, view, at)


def _just_fixed(check: Data, view: Scored, at: datetime) -> bool:
    fix = view.fixes.get(check["id"])
    return check["rating"] == Rating.GOOD and fix is not None and at - fix.at < _JUST


def _row(check: Data, view: Scored, at: datetime) -> CheckRow:
    kind = _kind(check, view, at)
    absent = kind == "none"
    return CheckRow(
        id=check["id"],
        kind=kind,
        shown=f"does not apply: {_why_absent(check)}" if absent else check["shown"],
        points="" if absent else _points([check]),
    )


def aims_of(view: Scored) -> dict[str, dict[str, Aim]]:
    """The aims, by score's var and check; apart from the rows, as they hardly ever change."""
    aims: dict[str, dict[str, Aim]] = {aims_var(name): {} for name in ScoreName}
    for name, check in view.checks.items():
        aims[aims_var(check["group"])][name] = Aim(check["threshold"], check.get("advice", ""))
    return aims


def aims_var(score: str) -> str:
    """The name of the var with the aims of a score's checks."""
    return f"aims_{score}"


def basis_of(view: Scored) -> dict[str, Basis]:
    """What stays of each check."""
    return {name: Basis(check["label"], _source(check)) for name, check in view.checks.items()}


def _source(check: Data) -> str:
    evidence = check.get("evidence", "")
    grade = f"{evidence[0].upper()}{evidence[1:]}: " if evidence else ""
    return f"{grade}{check.get('source', '')}"


def _kind(check: Data, view: Scored, at: datetime) -> str:
    if check["rating"] == Rating.NOT_APPLICABLE:
        return "none"
    if check["rating"] in _FAILING:
        return "failing"
    return "fixed" if _just_fixed(check, view, at) else "good"


def _is_placed(check: Data, view: Scored) -> bool:
    return check["rating"] in _FAILING and has_place(check, view.document)


def _is_good(check: Data) -> bool:
    return bool(check["rating"] == Rating.GOOD)


def _mender(check: Data, view: Scored) -> str:
    return AGENT_LABELS[view.fixes[check["id"]].agent_type]


def _why_absent(check: Data) -> str:
    if check["shown"] not in ("", "–"):
        return str(check["shown"])
    if check["id"] in _ABSENT:
        return _ABSENT[check["id"]]
    if check["group"] == ScoreName.BRAND:
        return "the voice sets nothing here"
    about_keyphrase = ("keyphrase", "answer_first", "definition_sentence", "keyword")
    return "no keyphrase" if check["id"].startswith(about_keyphrase) else "nothing to measure"
