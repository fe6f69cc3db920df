"""Writes docs/checks.md from the code: `python -m docs.checks`.

What a check is stands in its Rule, in the modules of contentflow/analysis; what is said of all
checks stands in docs/wording.py.
"""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from contentflow.agents.optimiser import Optimiser
from contentflow.agents.workflow import OPTIMISERS
from contentflow.analysis import analyse, brand, geo, profile, readability, seo
from contentflow.analysis.rules import MAX_SPANS, Rule
from contentflow.brief import Brief
from contentflow.document import parse
from contentflow.names import (
    AGENT_LABELS,
    AGENT_SCORES,
    SCORE_LABELS,
    SCORE_TARGETS,
    Rating,
    ScoreName,
)
from docs.wording import ABOUT, EVIDENCE, INTRODUCTION, METRICS

PAGE = Path(__file__).parent / "checks.md"
COMPARISON = Path(__file__).parent.parent / "bench" / "yoast" / "README.md"
DIFFERENCES = "Where contentflow differs on purpose"
RULES: dict[ScoreName, tuple[Rule, ...]] = {
    ScoreName.SEO: seo.RULES,
    ScoreName.READABILITY: readability.RULES,
    ScoreName.BRAND: brand.RULES,
    ScoreName.GEO: geo.RULES,
}


def page() -> str:
    """The whole page."""
    targets = ", ".join(f"{SCORE_LABELS[name]} {SCORE_TARGETS[name]}" for name in ScoreName)
    english = textwrap.fill(", ".join(_english_only()), 98, subsequent_indent="  ").lstrip()
    introduction = INTRODUCTION.format(targets=targets, spans=MAX_SPANS, english=english)
    parts = [introduction, "\n".join(_grades())]
    parts += ["\n".join(_score(name)) for name in ScoreName]
    parts += ["\n".join(_no_weight()), "\n".join(_beside_yoast()), "\n".join(_metrics())]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _english_only() -> list[str]:
    """Checks that do not apply once the words are no English, tried on the introduction."""
    foreign = re.sub(r"[A-Za-z]+", lambda word: word[0][::-1], INTRODUCTION)
    lost = _applying(INTRODUCTION, "score") - _applying(foreign, "score"[::-1])
    return [rule.label for rules in RULES.values() for rule in rules if rule.id in lost]


def _applying(text: str, keyphrase: str) -> set[str]:
    brief = Brief(topic="", keyphrase=keyphrase, voice=profile.fit([INTRODUCTION]))
    checks = analyse(parse(text), brief).checks
    return {check.id for check in checks if check.rating is not Rating.NOT_APPLICABLE}


def _grades() -> Iterator[str]:
    rules = [rule for group in RULES.values() for rule in group]
    yield "## How well founded a check is\n"
    yield "Each check carries the grade of what speaks for its threshold.\n"
    yield "| grade | what it means | checks | weight |"
    yield "|---|---|---|---|"
    for grade, meaning in EVIDENCE.items():
        held = [rule for rule in rules if rule.evidence == grade]
        yield f"| {grade} | {meaning} | {len(held)} | {sum(rule.weight for rule in held)} |"


def _score(name: ScoreName) -> Iterator[str]:
    rules = RULES[name]
    total = sum(rule.weight for rule in rules)
    yield f"## {SCORE_LABELS[name]}\n"
    yield f"{ABOUT[name]} {len(rules)} checks, {total} points when all apply.\n"
    yield "| check | good | weight |"
    yield "|---|---|---|"
    for rule in rules:
        link = f"[{rule.label}](#{_anchor(rule.label)})"
        yield f"| {link} | {rule.threshold} | {rule.weight or '–'} |"
    for rule in rules:
        yield ""
        yield from _check(rule, name)


def _anchor(label: str) -> str:
    kept = (c for c in label.lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _check(rule: Rule, name: ScoreName) -> Iterator[str]:
    weight = f"weight {rule.weight}" if rule.weight else "no weight"
    yield f"### {rule.label}\n"
    yield f"`{rule.id}` · {weight} · {rule.evidence}\n"
    yield f"- **Measures:** {_closed(rule.formula)} Unit: {rule.unit}."
    yield f"- **Good:** {_closed(rule.threshold)}"
    yield f"- **Source:** {_closed(rule.source)}"
    yield f"- **Cannot see:** {_closed(rule.limits)}"
    yield f"- **Mending:** {_closed(rule.advice)} {_mended(rule, name)}"


def _closed(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."


def _mended(rule: Rule, name: ScoreName) -> str:
    """Which agent mends it, and how; found in the agents' own tables."""
    agent = next(agent for agent in OPTIMISERS.values() if AGENT_SCORES[agent.name] is name)
    ways: list[str] = []
    if isinstance(agent, Optimiser):
        ways += ["by code"] * (rule.id in agent.mends)
        ways += ["by asking the model"] * (rule.id in agent.asks)
    if not ways:
        return "No agent mends it; it is a finding for people."
    return f"The {AGENT_LABELS[agent.name]} agent mends it {' or '.join(ways)}."


def _no_weight() -> Iterator[str]:
    yield "## What counts for nothing\n"
    yield "Often advised, and of no weight here:\n"
    for name, reason in geo.NO_WEIGHT:
        yield f"- **{name}.** {reason}"


def _beside_yoast() -> Iterator[str]:
    """What the notes of the comparison say of differences on purpose."""
    notes = COMPARISON.read_text("utf-8").partition(f"\n## {DIFFERENCES}\n")[2]
    yield "## Beside yoastseo\n"
    yield "Where yoastseo 3.6.0 has the same check, both are compared on a corpus of English texts"
    yield "([how, and how to do it again](../bench/yoast/README.md)). On purpose they differ in:\n"
    yield notes.partition("\n## ")[0].strip()


def _metrics() -> Iterator[str]:
    yield "## Counts\n"
    yield "Beside the checks, `analyse --json` gives these numbers under `metrics`.\n"
    yield "| name | what it counts |"
    yield "|---|---|"
    for name, meaning in METRICS.items():
        yield f"| `{name}` | {meaning} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
