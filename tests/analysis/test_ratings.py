"""Where each counted check turns from good to needs work to poor."""

from dataclasses import replace

import pytest

from contentflow.analysis import analyse, readability, seo
from contentflow.analysis.checks import Check
from contentflow.analysis.prose import is_passive
from contentflow.analysis.syllables import by_rules, syllables
from contentflow.brief import Brief
from contentflow.document import Document, parse
from contentflow.names import ContentType
from tests.analysis.article import check_of

EVIDENCE = {
    *("measured in a peer-reviewed study", "observational", "vendor claim"),
    *("heuristic", "standard"),
}
FREE = Brief("t", target_words=0)


def rated(
    check_id: str, markdown: str, brief: Brief = FREE, document: Document | None = None
) -> str:
    return str(found(check_id, markdown, brief, document).rating)


def found(
    check_id: str, markdown: str, brief: Brief = FREE, document: Document | None = None
) -> Check:
    source = replace(document or Document(), blocks=parse(markdown).blocks)
    return check_of(analyse(source, brief), check_id)


@pytest.mark.parametrize("rule", [*seo.RULES, *readability.RULES], ids=lambda rule: rule.id)
def test_every_rule_says_what_it_counts_and_what_it_cannot_see(rule: readability.Rule) -> None:
    assert rule.unit
    assert rule.source
    assert rule.formula.endswith(".")
    assert rule.limits.endswith(".")
    assert rule.evidence in EVIDENCE


@pytest.mark.parametrize(
    ("words", "rating"), [(300, "good"), (299, "needs_work"), (250, "needs_work"), (249, "poor")]
)
def test_without_a_wished_length_300_words_are_enough(words: int, rating: str) -> None:
    assert rated("text_length", "word " * words) == rating
    letter = replace(FREE, content_type=ContentType.NEWSLETTER)
    assert rated("text_length", "word " * words, letter) == "good"


@pytest.mark.parametrize(
    ("link", "internal", "outbound"),
    [
        ("/plan", "good", "poor"),
        ("https://www.own.example/plan", "good", "poor"),
        ("https://other.example/", "poor", "good"),
        ("//other.example/", "poor", "good"),
        ("#part", "poor", "poor"),
        ("mailto:a@b.example", "poor", "poor"),
        ("http://[broken", "poor", "good"),
    ],
)
def test_links_to_the_own_host_are_internal(link: str, internal: str, outbound: str) -> None:
    brief = replace(FREE, url="https://own.example/page")
    text = f"See [this]({link})."
    assert rated("internal_links", text, brief) == internal
    assert rated("outbound_links", text, brief) == outbound


@pytest.mark.parametrize(
    ("title", "rating"),
    [
        ("Plan a week with your team", "good"),
        ("How to plan a week", "good"),
        ("A week to plan", "needs_work"),
        ("Good teams plan a week", "needs_work"),
        ("Good teams plan", "poor"),
    ],
)
def test_the_title_opens_with_the_whole_phrase(title: str, rating: str) -> None:
    brief = replace(FREE, keyphrase="plan a week")
    assert rated("keyphrase_in_title", "text", brief, Document(title=title)) == rating


@pytest.mark.parametrize(
    ("markdown", "rating"),
    [
        ("plan " * 10, "good"),
        ("plan " * 301, "poor"),
        ("## The plan\n\nplan", "good"),
        ("## Plan\n\n## B\n\n## C\n\nplan", "good"),
        ("## Plan\n\n## B\n\n## C\n\n## D\n\nplan", "poor"),
        ("## Plan\n\n## Plans\n\nplan", "poor"),
    ],
)
def test_a_third_to_three_quarters_of_the_subheadings(markdown: str, rating: str) -> None:
    assert rated("keyphrase_in_subheadings", markdown, replace(FREE, keyphrase="plan")) == rating


@pytest.mark.parametrize(
    ("times", "words", "rating"), [(1, 110, "poor"), (2, 110, "good"), (3, 110, "good"),
                                   (4, 110, "poor"), (2, 500, "poor"), (3, 500, "good")],
)  # fmt: skip
def test_density_asks_for_two_and_stops_at_three_percent(
    times: int, words: int, rating: str
) -> None:
    text = "Plan. " * times + "Word goes. " * ((words - times) // 2)
    assert rated("keyphrase_density", text, replace(FREE, keyphrase="plan")) == rating


def test_a_short_piece_must_hold_the_keyphrase_once() -> None:
    brief = replace(FREE, keyphrase="plan")
    assert rated("keyphrase_distribution", "A plan. Then. More.", brief) == "good"
    assert rated("keyphrase_distribution", "None. Then. More.", brief) == "poor"


def test_a_long_text_without_any_heading_is_poor() -> None:
    assert rated("section_length", "Go. " * 320) == "poor"
    assert rated("section_length", "## A\n\n" + "Go. " * 320) == "needs_work"


def test_lists_may_begin_alike_and_numbers_look_further() -> None:
    assert rated("sentence_beginnings", "- You go.\n- You do.\n- You see.\n\nIt ends.") == "good"
    assert rated("sentence_beginnings", "One dog ran. One cat sat. One hen ate it.") == "good"
    assert rated("sentence_beginnings", "You go. You do. You see it.") == "poor"


def test_quotations_are_not_the_authors_own() -> None:
    metrics = analyse(
        parse("> The plan is old.\n\nIt is a plan."), Brief("t", keyphrase="plan")
    ).metrics
    assert (metrics["words"], metrics["sentences"], metrics["keyphrase_count"]) == (4, 1, 1)


def test_the_metrics_name_both_counts_of_the_keyphrase() -> None:
    document, brief = parse("Plans help. A plan helps."), Brief("t", keyphrase="plan")
    with_forms, without = analyse(document, brief), analyse(document, brief, forms=False)
    assert with_forms.metrics["keyphrase_count"] == 2
    assert with_forms.metrics["keyphrase_count_exact"] == 1
    assert without.metrics["keyphrase_count"] == 1
    assert with_forms.metrics["flesch_grade"] >= 0


@pytest.mark.parametrize(
    ("sentence", "passive"),
    [
        ("the list was quickly written", True),
        ("it was made", True),
        ("is it the marked word", False),
        ("it is what we wanted", False),
        ("we wrote it", False),
    ],
)
def test_a_participle_belongs_to_its_clause(sentence: str, passive: bool) -> None:
    assert is_passive(tuple(sentence.split())) is passive


def test_a_speaker_is_no_participle() -> None:
    text = "“It was,” said the guard. So it goes and goes. They were all seen by him, it is said."
    assert found("passive_voice", text).value == pytest.approx(100 / 3, abs=0.01)


def test_irregular_words_come_from_the_table() -> None:
    irregular = [word for word in ("business", "every", "evening", "colonel") if by_rules(word) > 2]
    assert irregular
    assert [syllables(word) for word in ("business", "colonel", "well-known")] == [2, 2, 2]
