"""The rule: an edit is kept if it helps its own check and hurts nothing else. Pure."""

from dataclasses import dataclass

from contentflow.analysis import facts
from contentflow.analysis.checks import Check, Report
from contentflow.analysis.structured_data import is_data
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import SCORE_LABELS, ScoreName

Scores = dict[ScoreName, int | None]
# Checks whose offending words may themselves be figures or names.
_ABOUT_FACTS = frozenset(
    {"unsupported_claims", "author_date", "banned_terms", "preferred_terms", "cased_terms"}
)


@dataclass(frozen=True)
class Standing:
    """A text and its measurements."""

    document: Document
    report: Report


@dataclass(frozen=True)
class Terms:
    """What an edit is judged against: the scores at the agent's start and those of the draft."""

    brief: Brief
    start: Scores
    draft: Scores
    max_regression: int = 2


@dataclass(frozen=True)
class Verdict:
    """Kept or not, and why, for people."""

    kept: bool
    why: str


def judge(own: ScoreName, check: Check, before: Standing, after: Standing, terms: Terms) -> Verdict:
    """Whether the text after an edit may take the place of the one before."""
    if after.document == before.document:
        return Verdict(False, "It changes nothing.")
    harm = (
        _others_fall(own, before, after, terms)
        or _facts_lost(check, before.document, after.document)
        or _facts_invented(before.document, after.document, terms.brief)
        or _length_leaves(check, before, after, terms.brief)
    )
    gain = _gain(own, check, before, after)
    if not gain.kept or not harm:
        return gain
    return Verdict(False, harm)


def _gain(own: ScoreName, check: Check, before: Standing, after: Standing) -> Verdict:
    old, new = before.report.scores[own], after.report.scores[own]
    label = SCORE_LABELS[own]
    if old is None or new is None:
        return Verdict(False, f"{label} no longer applies.")
    if new > old:
        return Verdict(True, f"{label} rises from {old} to {new}.")
    if new < old:
        return Verdict(False, f"{label} would fall from {old} to {new}.")
    measured = after.report.analyses[own].check(check.id)
    if measured is not None and measured.distance < check.distance:
        return Verdict(True, f"“{check.label}” moves from {check.shown} to {measured.shown}.")
    return Verdict(False, f"“{check.label}” gets no better and {label} stays at {old}.")


def _others_fall(own: ScoreName, before: Standing, after: Standing, terms: Terms) -> str:
    for name, new in after.report.scores.items():
        old = before.report.scores[name]
        if name is own or old is None:
            continue
        label = SCORE_LABELS[name]
        if new is None:
            return f"{label} could no longer be measured."
        start, draft = terms.start.get(name), terms.draft.get(name)
        if start is not None and new < start - terms.max_regression:
            return f"{label} would fall from {start} to {new}."
        # A text that was already below the draft, by a person's hand, may stay there.
        if draft is not None and new < draft and new < old:
            return f"{label} would end at {new}, below the first draft's {draft}."
    return ""


def _facts_lost(check: Check, before: Document, after: Document) -> str:
    lost = stated(before) - stated(after)
    if check.id in _ABOUT_FACTS:
        lost -= frozenset().union(*(facts.facts_of(text) for text in _marked(check, before)))
    return f"It loses {_named(lost)}." if lost else ""


def _marked(check: Check, document: Document) -> list[str]:
    """The blocks a check marks; what an edit takes out of them is what the check asks for."""
    ids = {span.block_id for span in check.spans}
    if check.id != "unsupported_claims":
        return [_part(document, span.block_id)[span.start : span.end] for span in check.spans]
    return [_part(document, block_id) for block_id in ids]


def _part(document: Document, block_id: str) -> str:
    lines = {"title": document.title, "meta_description": document.meta_description}
    block = document.block(block_id)
    return block.text if block else lines.get(block_id, "")


def stated(document: Document) -> frozenset[str]:
    """The facts of a document. Title and description are capitalised too freely to hold names."""
    body = frozenset().union(*(facts.facts_of(text) for text in _texts(document)))
    lines = f"{document.title}\n{document.meta_description}"
    return body | {fact.value for fact in facts.find(lines) if fact.kind != "name"}


def _texts(document: Document) -> list[str]:
    """What the blocks state; structured data only repeats it, under schema.org's addresses."""
    return [block.text for block in document.blocks if not is_data(block)]


def _facts_invented(before: Document, after: Document, brief: Brief) -> str:
    added = _claims(after, brief) - _claims(before, brief)
    return f"It adds {_named(added)}, which the brief does not state." if added else ""


def _claims(document: Document, brief: Brief) -> frozenset[str]:
    parts = [document.title, document.meta_description, *_texts(document)]
    evidence = facts.evidence(brief)  # once: to find it, the whole brief is hashed
    return frozenset(fact.value for part in parts for fact in evidence.unsupported(part))


def _length_leaves(check: Check, before: Standing, after: Standing, brief: Brief) -> str:
    if check.id == "unsupported_claims":
        return ""  # better short than wrong
    old, new = before.report.metrics["words"], after.report.metrics["words"]
    low, high = brief.length_band
    if max(low - new, new - high, 0) > max(low - old, old - high, 0):
        return f"The text would have {new:.0f} words; {low} to {high} are asked for."
    return ""


def _named(values: frozenset[str]) -> str:
    shown = sorted(values)[:3]
    return ", ".join(f"“{value}”" for value in shown) + (" and more" if len(values) > 3 else "")
