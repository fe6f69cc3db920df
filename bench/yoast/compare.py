"""Both tools' results side by side: what agrees, how much of it, and what must."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.yoast.corpus import HERE, Sample
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report

RESULTS = HERE / "results.json"
COUNTED = (
    *("keyphrase_length", "keyphrase_density", "keyphrase_in_introduction", "keyphrase_in_title"),
    *("keyphrase_in_meta_description", "keyphrase_in_subheadings", "keyphrase_in_slug"),
    *("keyphrase_distribution", "title_width", "meta_description_length", "text_length"),
    *("internal_links", "outbound_links", "single_h1"),
    *("sentence_length", "paragraph_length", "section_length"),
)
LINGUISTIC = ("passive_voice", "transition_words", "sentence_beginnings")


@dataclass(frozen=True)
class Line:
    """One line of the table: a measure, what was found, what is asked for."""

    measure: str
    found: float
    limit: float
    unit: str
    at_least: bool = True

    @property
    def met(self) -> bool:
        """True when the limit is kept."""
        return self.found >= self.limit if self.at_least else self.found <= self.limit

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        verdict = "pass" if self.met else "FAIL"
        return (
            f"{self.measure:<44}{self.found:>8.2f} {self.unit:<9}"
            f"{sign} {self.limit:>3g}   {verdict}"
        )


@dataclass(frozen=True)
class Pair:
    """One text, measured by both."""

    sample: Sample
    ours: Report
    theirs: dict[str, Any]

    def off(self, metric: str) -> float:
        """How far our count is from theirs, in percent of theirs."""
        wanted = self.theirs["metrics"][metric]
        return 100 * abs(self.ours.metrics[metric] - wanted) / max(wanted, 1)

    @property
    def ratings(self) -> dict[str, str]:
        """Our rating of every check."""
        return {check.id: str(check.rating) for check in self.ours.checks}


def stored() -> dict[str, dict[str, Any]]:
    """What yoastseo said, by text."""
    return {result["name"]: result for result in json.loads(RESULTS.read_text("utf-8"))}


def pairs(samples: list[Sample]) -> list[Pair]:
    """Every text with our measurement and the stored one; word forms off, as theirs has none."""
    theirs = stored()
    return [
        Pair(sample, analyse(sample.document, sample.brief, forms=False), theirs[sample.name])
        for sample in samples
    ]


def agreement(found: list[Pair], check_id: str) -> float:
    """The share of texts on which a check has the same rating, in percent."""
    same = [pair.ratings[check_id] == pair.theirs["checks"].get(check_id) for pair in found]
    return 100 * sum(same) / len(same)


def table(found: list[Pair]) -> list[Line]:
    """The lines that must be met, then each check for itself."""
    return [*_counts(found), *_ratings(found)]


def _counts(found: list[Pair]) -> Iterator[Line]:
    words, sentences = ([pair.off(name) for pair in found] for name in ("words", "sentences"))
    ease = [abs(p.ours.metrics["flesch"] - p.theirs["metrics"]["flesch"]) for p in found]
    same = [pair.off("keyphrase_count") == 0 for pair in found]
    yield Line("words: mean distance", sum(words) / len(words), 1, "%", at_least=False)
    yield Line("words: texts within 1 %", _share([off <= 1 for off in words]), 95, "% of texts")
    yield Line("sentences: mean distance", sum(sentences) / len(found), 3, "%", at_least=False)
    yield Line("sentences: texts within 3 %", _share([o <= 3 for o in sentences]), 90, "% of texts")
    yield Line("Flesch: median distance", median(ease), 2, "points", at_least=False)
    yield Line("keyphrase count equal", _share(same), 95, "% of texts")


def _ratings(found: list[Pair]) -> Iterator[Line]:
    for name, checks, limit in (("counted", COUNTED, 97), ("linguistic", LINGUISTIC, 90)):
        shares = [agreement(found, check) for check in checks]
        yield Line(f"{name} checks: same rating", sum(shares) / len(shares), limit, "%")
        for check, share in zip(checks, shares, strict=True):
            yield Line(f"  {check}", share, 90 if name == "counted" else 85, "%")


def _share(marks: list[bool]) -> float:
    return 100 * sum(marks) / len(marks)


def differences(found: list[Pair]) -> Iterator[str]:
    """Every rating that differs, one a line."""
    for pair in found:
        ratings, theirs = pair.ratings, pair.theirs["checks"]
        for check in (*COUNTED, *LINGUISTIC):
            if ratings[check] != theirs.get(check):
                value = next(c.shown for c in pair.ours.checks if c.id == check)
                verdicts = f"{ratings[check]} ({value}), {theirs.get(check)}"
                yield f"{pair.sample.name}: {check}: {verdicts}"


def added_by_forms(samples: list[Sample]) -> Iterator[str]:
    """What word forms add to each text's keyphrase count, where they add anything."""
    for sample in samples:
        metrics = analyse(sample.document, sample.brief).metrics
        every, exact = metrics["keyphrase_count"], metrics["keyphrase_count_exact"]
        if every != exact:
            yield f"{sample.name}: “{sample.keyphrase}” {exact:g} times, with its forms {every:g}"
