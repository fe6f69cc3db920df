"""Our measurements beside yoastseo's stored ones (bench/yoast), within the limits asked for."""

import pytest

from bench.yoast.compare import (
    COUNTED,
    LINGUISTIC,
    Line,
    Pair,
    added_by_forms,
    pairs,
    stored,
    table,
)
from bench.yoast.corpus import Sample, samples
from contentflow.analysis import analyse

SAMPLES = samples()


@pytest.fixture(scope="module")
def found() -> list[Pair]:
    return pairs(SAMPLES)


def test_the_corpus_is_large_and_varied() -> None:
    assert len(SAMPLES) >= 40
    lengths = [result["metrics"]["words"] for result in stored().values()]
    assert min(lengths) >= 150
    assert max(lengths) <= 3000
    assert max(lengths) > 2500
    kinds = {block.kind for sample in SAMPLES for block in sample.document.blocks}
    assert kinds == {"heading", "paragraph", "list", "quote", "table", "code", "image"}
    assert all(sample.source for sample in SAMPLES)


def test_every_text_has_a_stored_result() -> None:
    assert {sample.name for sample in SAMPLES} == set(stored())


def test_every_compared_check_was_rated_by_both(found: list[Pair]) -> None:
    for pair in found:
        assert {*COUNTED, *LINGUISTIC} <= pair.ratings.keys() & pair.theirs["checks"].keys()


def test_each_compared_check_is_seen_failing_and_good() -> None:
    for check in {*COUNTED, *LINGUISTIC} - {"keyphrase_length"}:
        ratings = {result["checks"][check] for result in stored().values()}
        assert "good" in ratings
        assert len(ratings) > 1, check


def lines() -> list[Line]:
    return table(pairs(SAMPLES))


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.measure.strip())
def test_the_table_meets_its_limits(line: Line) -> None:
    assert line.met, str(line)


def test_a_line_that_misses_its_limit_says_so() -> None:
    assert "FAIL" in str(Line("words", 2, 1, "%", at_least=False))
    assert "pass" in str(Line("checks", 98, 97, "%"))


def test_word_forms_only_ever_add() -> None:
    for sample in SAMPLES:
        metrics = analyse(sample.document, sample.brief).metrics
        assert metrics["keyphrase_count"] >= metrics["keyphrase_count_exact"]
        exact = analyse(sample.document, sample.brief, forms=False).metrics
        assert exact["keyphrase_count"] == metrics["keyphrase_count_exact"]
    assert any("city trees" in line for line in added_by_forms(SAMPLES))


def test_the_paper_is_the_text_itself() -> None:
    sample = next(sample for sample in SAMPLES if sample.name == "coffee-grinder")
    html = sample.paper["html"]
    assert isinstance(sample, Sample)
    assert '<a href="/tests/hand-mills">' in html
    assert '<img src="burrs.jpg" alt=' in html
    assert "nofollow" not in html
    assert sample.paper["attributes"]["permalink"] == sample.url
