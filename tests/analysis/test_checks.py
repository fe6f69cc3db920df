"""Break one thing of a good article: that check fails, and only what must fail with it."""

from dataclasses import replace

import pytest

from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import Rating, ScoreName
from tests.analysis.article import (
    BRIEF,
    MARKDOWN,
    META,
    VOICE,
    article,
    check_of,
    described_by_data,
    failing,
    measure,
    swapped,
)

GOOD = article()
LONG = (
    "You can plan the first week with your team and a list of the small steps that each new buyer "
    "takes on the way to a result that you and they can see and count and like and share together."
)
LONGER = LONG[:-1] + ", and you can do it again with the next group of buyers that come to you."


def titled(title: str) -> Document:
    return described_by_data(replace(GOOD, title=title))


def described(meta: str) -> Document:
    return described_by_data(replace(GOOD, meta_description=meta))


def after(text: str) -> Document:
    """The article with more Markdown at its end."""
    return article(f"{MARKDOWN}\n\n{text}")


def test_the_good_article_is_good_everywhere() -> None:
    report = measure()
    assert failing(report) == set()
    assert set(report.scores.values()) == {100}
    assert not [check for check in report.checks if check.spans and not check.failing]
    idle = [c.id for c in report.checks if c.rating is Rating.NOT_APPLICABLE]
    assert [name for name in idle if not name.startswith("voice_")] == []  # a tone has no samples


BROKEN: list[tuple[str, Document, set[str]]] = [
    ("keyphrase_in_title", titled("A plan for small teams"), set()),
    ("keyphrase_in_title", titled("Small teams and their customer onboarding"), set()),
    ("title_width", titled("Customer onboarding: " + "a plan for small teams " * 3), set()),
    ("title_width", titled(""), {"keyphrase_in_title"}),
    (
        "keyphrase_in_meta_description",
        described(META.replace("Customer onboard", "The best way of learn")),
        set(),
    ),
    ("meta_description_length", described("Customer onboarding in short."), set()),
    ("meta_description_length", described(f"{META} {META[20:]}"), set()),
    ("meta_description_length", described(""), {"keyphrase_in_meta_description"}),
    ("keyphrase_in_slug", replace(GOOD, slug="a-plan"), set()),
    ("keyphrase_in_slug", replace(GOOD, slug=""), set()),
    (
        "keyphrase_in_introduction",
        swapped("Customer onboarding is the path", "Customer care is the path"),
        {"answer_first", "definition_sentence"},
    ),
    ("internal_links", swapped("(/planning)", "(https://example.com/study)"), set()),
    ("outbound_links", swapped("(https://example.com/study)", "(/study)"), {"cited_sources"}),
    ("single_h1", swapped("## Where to go", "# One\n\n# Where to go"), set()),
    ("heading_order", swapped("## How do you plan", "#### How do you plan"), set()),
    ("image_alt", swapped("![A plan on a wall]", "![]"), set()),
    ("longest_sentence", after(LONGER), set()),
    (
        "passive_voice",
        after("The list was made. The plan was written. It was then sent out."),
        set(),
    ),
    ("sentence_beginnings", after("You plan. You write. You ask."), set()),
    ("banned_terms", after("This is a game changer."), set()),
    ("preferred_terms", after("Buyers purchase more."), set()),
    ("cased_terms", swapped("AcmeDesk", "Acmedesk"), set()),
    ("exclamations", after("Go!"), set()),
    ("unsupported_claims", after("Sales grew by 87 percent."), set()),
    ("unsupported_claims", after("See https://elsewhere.example for more."), set()),
    ("unsupported_claims", after("She said “this changed our whole company”."), set()),
    (
        "statistics",
        article(MARKDOWN.replace("by 40 percent ", "").replace("30 days", "a month")),
        set(),
    ),
    (
        "self_contained",
        swapped("Two figures tell", "These figures tell"),
        set(),
    ),
    (
        "filler",
        after("It is really very nice. Basically, that is actually quite simple, in fact just so."),
        set(),
    ),
    (
        "keyphrase_in_subheadings",
        article(
            MARKDOWN.replace("## What is customer onboarding for?", "## What is it for?").replace(
                "## Customer onboarding in numbers", "## The numbers"
            )
        ),
        {"keyphrase_distribution"},  # headings carry part of it
    ),
]


@pytest.mark.parametrize(("check_id", "document", "along"), BROKEN)
def test_one_break_fails_one_check(check_id: str, document: Document, along: set[str]) -> None:
    report = measure(document)
    assert failing(report) == {check_id} | along
    check = check_of(report, check_id)
    assert check.points < check.weight
    assert check.distance > 0
    assert check.advice.endswith(".")
    assert check.source


def padded(text: str, times: int) -> Report:
    return measure(after(text * times))


@pytest.mark.parametrize(
    ("check_id", "text", "times"),
    [
        ("keyphrase_density", "Customer onboarding is here. ", 12),
        ("keyword_stuffing", "Customer onboarding is here. ", 12),
        ("text_length", "One more plain sentence stands here. ", 60),
        ("sentence_length", LONG + " ", 15),
        ("paragraph_length", "One more plain sentence stands here. ", 40),
        ("section_length", "One more plain sentence stands here.\n\n", 60),
        ("flesch", "Organizational interdependencies necessitate considerable deliberation. ", 25),
        ("complex_words", "Organizational interdependencies necessitate deliberation. ", 20),
        ("mean_sentence_length", LONG + " ", 20),
        ("transition_words", "Plain sentence stands here. ", 80),
        ("keyphrase_distribution", "One more plain sentence stands here. ", 40),
        ("contractions", "We do not know. It is so. They are here. ", 5),
        ("address", "One more plain sentence stands here. ", 150),
        ("heading_structure", "One more plain sentence stands here. ", 500),
        ("lists_and_tables", "One more plain sentence stands here. ", 500),
    ],
)
def test_too_much_of_it_fails(check_id: str, text: str, times: int) -> None:
    assert check_of(measure(), check_id).rating is Rating.GOOD
    check = check_of(padded(text, times), check_id)
    assert check.failing
    assert check.distance > 0


@pytest.mark.parametrize(
    ("check_id", "document"),
    [
        ("question_headings", swapped("## What is customer onboarding for?", "## Its use")),
        ("definition_sentence", swapped("onboarding is the path that takes", "onboarding brings")),
        ("answer_first", swapped("Customer onboarding is the path", "What about care? The path")),
    ],
)
def test_geo_needs_answers(check_id: str, document: Document) -> None:
    if check_id == "question_headings":
        source = MARKDOWN.replace("## How do you plan the first week?", "## The first week")
        document = article(source.replace("## What is customer onboarding for?", "## Its use"))
    assert check_of(measure(document), check_id).failing


def test_a_long_keyphrase_is_too_long() -> None:
    brief = replace(BRIEF, keyphrase="plan path buyer result group user day week start")
    assert check_of(measure(brief=brief), "keyphrase_length").rating is Rating.POOR


@pytest.mark.parametrize("check_id", ["statistics", "cited_sources"])
def test_without_sources_figures_are_not_asked_for(check_id: str) -> None:
    report = measure(brief=replace(BRIEF, sources=()))
    assert check_of(report, check_id).rating is Rating.NOT_APPLICABLE
    assert check_of(report, "unsupported_claims").value == 4


def test_invented_figures_earn_nothing() -> None:
    invented = swapped("40 percent", "95 percent")
    assert check_of(measure(invented), "statistics").shown == "1 figure"
    before, now = measure().scores[ScoreName.GEO], measure(invented).scores[ScoreName.GEO]
    assert before is not None
    assert now is not None
    assert now < before


def test_without_a_voice_brand_does_not_apply() -> None:
    report = measure(brief=replace(BRIEF, voice=None))
    assert report.scores[ScoreName.BRAND] is None
    assert report.overall == 100


def test_without_a_keyphrase_its_checks_do_not_apply() -> None:
    report = measure(brief=replace(BRIEF, keyphrase=""))
    checks = [check for check in report.checks if check.id.startswith("keyphrase")]
    assert {check.rating for check in checks} == {Rating.NOT_APPLICABLE}
    assert report.metrics["keyphrase_count"] == 0


def test_spans_mark_the_very_words() -> None:
    document = after("We **leverage** it. Sales grew by 87 percent.")
    report, source = measure(document), document.blocks[-2].text

    def marked(check_id: str) -> list[str]:
        return [source[span.start : span.end] for span in check_of(report, check_id).spans]

    assert marked("banned_terms") == ["leverage"]
    assert marked("unsupported_claims") == ["87 percent"]
    assert check_of(report, "banned_terms").advice == "Write “use” for “leverage”."


def test_word_forms_count_and_function_words_do_not() -> None:
    brief = Brief("t", keyphrase="the plans for buyers")
    report = measure(article("A buyer plans. Plan with each buyer. Buyers only."), brief)
    assert report.metrics["keyphrase_count"] == 2


def test_a_cased_name_in_a_voice_without_lists_is_not_judged() -> None:
    bare = replace(VOICE, banned=(), preferred=(), cased=())
    report = measure(brief=replace(BRIEF, voice=bare))
    for name in ("banned_terms", "preferred_terms", "cased_terms"):
        assert check_of(report, name).rating is Rating.NOT_APPLICABLE
