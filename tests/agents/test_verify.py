"""The rule, case by case."""

from dataclasses import replace

import pytest

from contentflow.agents.verify import Standing, Terms, judge
from contentflow.analysis.checks import Analysis, Check, Report, Span
from contentflow.brief import Brief, Source
from contentflow.document import Block, Document
from contentflow.names import Rating, ScoreName, SourceKind

BRIEF = Brief(
    topic="Rakes", target_words=100, sources=(Source(SourceKind.TEXT, "It saves 40% of the time."),)
)
SCORES = {
    ScoreName.SEO: 50,
    ScoreName.READABILITY: 70,
    ScoreName.BRAND: None,
    ScoreName.GEO: 60,
}
TEXT = "The team at Acme Garden sells 300 rakes."


def check(distance: float = 2.0, **changes: object) -> Check:
    made = Check(
        "density", ScoreName.SEO, "Density", 1.0, f"{distance:g}", "0", Rating.POOR, 5, 0, distance
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def standing(
    text: str = TEXT, *, distance: float = 2.0, words: int = 100, **scores: int | None
) -> Standing:
    named = {**SCORES, **{ScoreName(name): score for name, score in scores.items()}}
    analyses = {
        name: Analysis(name, score, (check(distance),) if name is ScoreName.SEO else ())
        for name, score in named.items()
    }
    document = Document("Rakes", "About rakes.", "rakes", (Block("b1", "paragraph", text),), 1)
    return Standing(document, Report(analyses, {"words": words}))


TERMS = Terms(BRIEF, SCORES, {ScoreName.READABILITY: 68, ScoreName.GEO: 60})
BETTER = f"{TEXT} Good."


@pytest.mark.parametrize(
    ("after", "kept", "why"),
    [
        (standing(BETTER, seo=51), True, "rises from 50 to 51"),
        (standing(BETTER, seo=49), False, "would fall from 50 to 49"),
        (standing(BETTER, distance=1.5), True, "moves from 2 to 1.5"),
        (standing(BETTER, distance=2.0), False, "gets no better"),
        (standing(BETTER, seo=None), False, "no longer applies"),
        (standing(TEXT, seo=99), False, "changes nothing"),
        (standing(BETTER, seo=60, readability=68), True, "rises"),
        (standing(BETTER, seo=60, readability=67), False, "Readability would fall from 70 to 67"),
        (standing(BETTER, seo=60, geo=59), False, "below the first draft's 60"),
        (standing(BETTER, seo=60, geo=None), False, "could no longer be measured"),
        (standing("The team at Acme Garden sells rakes.", seo=60), False, "loses “300”"),
        (standing("The team sells 300 rakes.", seo=60), False, "loses “Acme Garden”"),
        (standing(f"{TEXT} Sales rose by 75%.", seo=60), False, "adds “75%”"),
        (standing(f"{TEXT} It saves 40% of the time.", seo=60), True, "rises"),
        (standing(f"{TEXT} See https://elsewhere.test/x now.", seo=60), False, "adds"),
        (standing(BETTER, seo=60, words=151), False, "60 to 150 are asked for"),
        (standing(BETTER, seo=60, words=150), True, "rises"),
    ],
)
def test_the_rule(after: Standing, kept: bool, why: str) -> None:
    verdict = judge(ScoreName.SEO, check(), standing(), after, TERMS)
    assert (verdict.kept, why in verdict.why) == (kept, True), verdict


def test_regressions_add_up_from_where_the_agent_started() -> None:
    before = standing(BETTER, readability=69)
    after = standing(f"{BETTER} Fine.", seo=60, readability=67)
    terms = replace(TERMS, draft={})
    assert not judge(ScoreName.SEO, check(), before, after, terms).kept


def test_a_text_below_the_draft_may_stay_there() -> None:
    before, after = standing(geo=55), standing(BETTER, seo=60, geo=55)
    terms = replace(TERMS, start={**SCORES, ScoreName.GEO: 55})
    assert judge(ScoreName.SEO, check(), before, after, terms).kept


def test_a_text_outside_the_band_may_move_towards_it() -> None:
    before, after = standing(words=300), standing(BETTER, seo=60, words=250)
    assert judge(ScoreName.SEO, check(), before, after, TERMS).kept
    further = standing(BETTER, seo=60, words=301)
    assert not judge(ScoreName.SEO, check(), before, further, TERMS).kept


def test_a_check_about_facts_may_take_them_out() -> None:
    claim = "Sales rose by 75%."
    before = standing(f"{TEXT} {claim}")
    after = standing(TEXT, seo=60)
    start = len(TEXT) + 1
    about = check(id="unsupported_claims", spans=(Span("b1", start, start + len(claim)),))
    assert judge(ScoreName.SEO, about, before, after, TERMS).kept
    assert not judge(ScoreName.SEO, check(), before, after, TERMS).kept


def with_blocks(*blocks: tuple[str, str]) -> Standing:
    """TEXT with more blocks, worth one point more."""
    made = standing(seo=51)
    added = [Block(f"x{n}", kind, text) for n, (kind, text) in enumerate(blocks)]  # type: ignore[arg-type]
    return replace(made, document=replace(made.document, blocks=(*made.document.blocks, *added)))


def test_a_byline_and_structured_data_of_the_brief_may_stand() -> None:
    brief = replace(BRIEF, author="Mia Stone", dated="2026-11-24")
    data = '```json\n{"@context": "https://schema.org", "@type": "Article", "headline": "X"}\n```'
    after = with_blocks(("paragraph", "By Mia Stone, 24 November 2026"), ("code", data))
    verdict = judge(ScoreName.SEO, check(), standing(), after, replace(TERMS, brief=brief))
    assert verdict.kept, verdict
    # Structured data may be written anew, though its title and addresses go with it.
    assert judge(ScoreName.SEO, check(), after, standing(seo=52), TERMS).why.startswith("It loses")
    changed = with_blocks(
        ("paragraph", "By Mia Stone, 24 November 2026"), ("code", data.replace("X", "Other Name"))
    )
    newer = replace(changed, report=standing(seo=52).report)
    assert judge(ScoreName.SEO, check(), after, newer, TERMS).kept


def test_another_date_than_the_briefs_is_invented() -> None:
    brief = replace(BRIEF, author="Mia Stone", dated="2026-11-24")
    after = with_blocks(("paragraph", "By Mia Stone, 25 December 2026"))
    verdict = judge(ScoreName.SEO, check(), standing(), after, replace(TERMS, brief=brief))
    assert "adds “2026-12-25”" in verdict.why
