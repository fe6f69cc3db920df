"""What the block editor is given and shows: the text, the scores of a draft, a conflict. Pure."""

from dataclasses import dataclass, field
from typing import Any

from contentflow.analysis.checks import Report, check_data
from contentflow.document import Block, Document
from contentflow.state.campaign_rows import signed
from contentflow.versions import Contested, Overtaken, Version
from contentflow.view import Fix

_LINES = {"title": "Title", "meta_description": "Description", "slug": "Address"}
_SHOWN = 40  # characters of a block that name it


@dataclass
class DraftScores:
    """A draft's measurements, as the gauges and checks are drawn from; nothing is marked in it."""

    scores: dict[str, int | None]
    checks: dict[str, dict[str, Any]]
    document: Document = field(default_factory=Document)
    fixes: dict[str, Fix] = field(default_factory=dict)


def scores_of(report: Report) -> DraftScores:
    """The measurements of a draft."""
    scores = {name.value: score for name, score in report.scores.items()}
    return DraftScores(scores, {check.id: check_data(check) for check in report.checks})


def saved_scores(version: Version) -> DraftScores:
    """The measurements that were stored with a version."""
    return DraftScores(version.row.scores, {check["id"]: check for check in version.checks})


def summary_of(now: int | None, saved: int | None) -> str:
    """ "Overall 81, was 78 (+3)"."""
    if now is None:
        return ""
    if saved is None or saved == now:
        return f"Overall {now}"
    return f"Overall {now}, was {saved} ({signed(now - saved)})"


def text_data(document: Document) -> dict[str, Any]:
    """The text as the editor takes it."""
    return {
        "title": document.title,
        "meta_description": document.meta_description,
        "slug": document.slug,
        "blocks": [_block_data(block) for block in document.blocks],
    }


def _block_data(block: Block) -> dict[str, Any]:
    return {"id": block.id, "kind": block.kind, "level": block.level, "text": block.text}


def conflict_data(refusal: Overtaken) -> dict[str, Any]:
    """Both texts of each place that both changed, and the text with everything else."""
    return {
        "number": refusal.number,
        "message": str(refusal),
        "text": text_data(refusal.merged),
        "clashes": [_clash_data(one) for one in refusal.contested],
    }


def _clash_data(one: Contested) -> dict[str, Any]:
    clash = one.clash
    return {
        "place": clash.place,
        "label": _label(clash.place, clash.theirs or clash.mine),
        "mine": _block_data(clash.mine) if clash.mine else None,
        "theirs": _block_data(clash.theirs) if clash.theirs else None,
        "both": clash.both,
        "by": one.by,
    }


def _label(place: str, block: Block | None) -> str:
    if place in _LINES or block is None:
        return _LINES.get(place, "Block")
    words = " ".join(block.text.split())
    short = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} …"
    return f"{block.kind.capitalize()} “{short}”"
