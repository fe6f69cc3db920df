"""Each GEO check good, needing work, poor and not applicable, with the places it marks."""

from dataclasses import replace

import pytest

from contentflow.analysis import analyse, geo
from contentflow.analysis.byline import write
from contentflow.analysis.checks import Check
from contentflow.brief import Brief, Source
from contentflow.document import Document, parse
from contentflow.names import Rating, ScoreName, SourceKind
from tests.analysis.article import BRIEF as FULL
from tests.analysis.article import MARKDOWN, article, check_of

GOOD, FAIR, POOR, NONE = Rating.GOOD, Rating.NEEDS_WORK, Rating.POOR, Rating.NOT_APPLICABLE
STUDY = "https://example.com/study"
PAGE = (
    "In 2026 the shop cut its queue by 40 percent in 30 days. “We never had to hire anyone else,”"
    " said Ann Lee of Oak Garden."
)
BRIEF = Brief(
    topic="Rain barrels",
    keyphrase="rain barrel",
    sources=(Source(SourceKind.URL, STUDY, "The study", PAGE),),
    author="Mia Stone",
    dated="2026-11-24",
)
TOLD = replace(BRIEF, sources=(Source(SourceKind.TEXT, PAGE),))
NOTHING = Brief(topic="Rain barrels")
BARE = Brief(topic="Rain barrels", keyphrase="rain barrel", bare=True)
FILLER = "The barrel stands by the wall and you fill it from the roof of the house. " * 15


def measure(check_id: str, markdown: str, brief: Brief = BRIEF, title: str = "") -> Check:
    document = replace(parse(markdown), title=title)
    return check_of(analyse(document, brief), check_id)


def marked(check: Check, markdown: str) -> list[str]:
    """What a check marks of a text."""
    blocks = {block.id: block.text for block in parse(markdown).blocks}
    return [blocks[span.block_id][span.start : span.end] for span in check.spans]


Case = tuple[str, str, Rating, list[str]]
TEXTS: list[Case] = [
    ("answer_first", "A rain barrel saves the water that your roof sheds.", GOOD, []),
    (
        "answer_first",
        "By Mia Stone, 24 November 2026\n\nA rain barrel saves water you pay for.",
        GOOD,
        [],
    ),
    ("answer_first", "A rain barrel? Yes.", FAIR, ["A rain barrel?", "Yes."]),
    ("answer_first", "Water is dear to all of us.", POOR, ["Water is dear to all of us."]),
    (
        "answer_first",
        f"{FILLER}\n\nA rain barrel is a tub.",
        POOR,
        [FILLER.split(". ")[0] + "."] * 4,
    ),
    ("answer_first", "```\ncode\n```", NONE, []),
    ("definition_sentence", "A rain barrel is a tub under a spout.", GOOD, []),
    ("definition_sentence", "A rain barrel is a what?", POOR, ["A rain barrel is a what?"]),
    ("definition_sentence", "Tubs are a help.", POOR, []),
    ("question_headings", "## Why is it?\n\nIt saves you money.\n\n## B\n\nText.", GOOD, []),
    (
        "question_headings",
        "## Why is it?\n\nLet’s see what it is.\n\n## B\n\nText.",
        FAIR,
        ["Why is it?", "B"],
    ),
    (
        "question_headings",
        "## Why is it?\n\nWhy do you ask that?\n\n## B\n\nText.",
        FAIR,
        ["Why is it?", "B"],
    ),
    (
        "question_headings",
        "## Why it is so\n\nIt saves you money.\n\n## B\n\nText.",
        POOR,
        ["Why it is so", "B"],
    ),
    ("question_headings", "## Why is it?\n\nIt saves you money.", NONE, []),
    ("self_contained", "## A\n\nBarrels hold rain.", GOOD, []),
    (
        "self_contained",
        "## A\n\nBarrels last.\n\n## B\n\nRain falls.\n\n## C\n\nIt is wet.",
        FAIR,
        ["It is wet."],
    ),
    (
        "self_contained",
        "## A\n\nAs noted above, rain falls.",
        POOR,
        ["As noted above, rain falls."],
    ),
    ("self_contained", "No heading here.", NONE, []),
    ("statistics", f"It fell by 40 percent in 30 days ([study]({STUDY})).", GOOD, []),
    ("statistics", "It fell by 40 percent.", POOR, ["40 percent"]),
    ("statistics", f"See [this]({STUDY}). It fell by 40 percent. " + FILLER * 3, FAIR, []),
    ("quotations", "“We never had to hire anyone else,” said Ann Lee.", GOOD, []),
    ("quotations", "Text.\n\n> We never had to hire anyone else.\n> — Ann Lee", GOOD, []),
    (
        "quotations",
        "“We never had to hire anyone else.”",
        FAIR,
        ["“We never had to hire anyone else.”"],
    ),
    ("quotations", "“We never had to hire anyone else,” said Bob Hill.", POOR, []),
    ("quotations", "Nobody speaks here.", POOR, []),
    ("cited_sources", f"See [this]({STUDY}).", GOOD, []),
    ("cited_sources", "See [this](https://elsewhere.example).", POOR, []),
    ("named_entities", "We went to Oak Garden.", GOOD, []),
    ("named_entities", "We went to Nowhere Hall in May.", POOR, []),
    ("named_entities", "We went to Oak Garden. " + FILLER * 3, FAIR, []),
    ("freshness", "Updated November 2026", GOOD, []),
    ("freshness", "This was so in 2026.", GOOD, []),
    ("freshness", "This is undated.", POOR, []),
    ("lists_and_tables", f"{FILLER}\n\n- a\n- b", GOOD, []),
    ("lists_and_tables", FILLER, FAIR, []),
    ("lists_and_tables", "Short.", NONE, []),
    ("heading_structure", f"## A\n\n{FILLER}\n\n## B\n\nText.", GOOD, []),
    ("heading_structure", f"## A\n\n{FILLER}", FAIR, []),
    ("heading_structure", FILLER, POOR, []),
    ("heading_structure", "Short.", NONE, []),
    ("keyword_stuffing", "rain barrel. " + FILLER, GOOD, []),
    ("keyword_stuffing", "rain barrel. " * 7 + FILLER, FAIR, ["rain barrel"] * 7),
    ("keyword_stuffing", "rain barrel. " * 40, POOR, ["rain barrel"] * 40),
    ("keyword_stuffing", "rain barrel", NONE, []),
    ("author_date", "By Mia Stone, 24 November 2026\n\nText.", GOOD, []),
    ("author_date", "*By Mia Stone · Updated November 2026*\n\nText.", GOOD, []),
    ("author_date", "By Mia Stone\n\nText.", FAIR, []),
    ("author_date", "Text.", POOR, []),
    (
        "author_date",
        "By Ann Lee, 24 November 2026\n\nText.",
        POOR,
        ["By Ann Lee, 24 November 2026"],
    ),
    ("author_date", "By Mia Stone, 3 May 2026\n\nText.", POOR, ["By Mia Stone, 3 May 2026"]),
    ("author_date", "By Friday, you will know it all.", POOR, []),
    ("unsupported_claims", "It fell by 40 percent.", GOOD, []),
    ("unsupported_claims", "It took 30 users.", FAIR, ["30 users"]),
    (
        "unsupported_claims",
        "It fell by 41%, said https://x.example.",
        POOR,
        ["https://x.example", "41%"],
    ),
]


@pytest.mark.parametrize(("check_id", "markdown", "rating", "spans"), TEXTS)
def test_texts(check_id: str, markdown: str, rating: Rating, spans: list[str]) -> None:
    check = measure(check_id, markdown)
    assert (check.rating, marked(check, markdown)) == (rating, spans)


ABSENT = [
    ("statistics", "It fell by 40 percent.", NOTHING),
    ("quotations", "“We never had to hire anyone else,” said Ann Lee.", NOTHING),
    ("cited_sources", "See [this](https://elsewhere.example).", TOLD),
    ("named_entities", "We went to Oak Garden.", NOTHING),
    ("freshness", "This was so in 2026.", NOTHING),
    ("author_date", "Text.", NOTHING),
    ("answer_first", "Water is dear to all of us.", NOTHING),
    ("definition_sentence", "Water is a good.", NOTHING),
    ("unsupported_claims", "It fell by 41%.", BARE),
    ("statistics", "It fell by 40 percent.", BARE),
    ("quotations", "Nobody speaks here.", BARE),
    ("named_entities", "No name.", BARE),
]


@pytest.mark.parametrize(("check_id", "markdown", "brief"), ABSENT)
def test_what_a_brief_cannot_give_is_not_asked_for(
    check_id: str, markdown: str, brief: Brief
) -> None:
    check = measure(check_id, markdown, brief)
    assert (check.rating, check.value, check.spans) == (NONE, None, ())


def test_the_freshness_of_older_texts() -> None:
    def aged(page: str, text: str) -> tuple[Rating, str]:
        brief = replace(BRIEF, sources=(Source(SourceKind.TEXT, page),))
        check = measure("freshness", text, brief)
        return check.rating, check.shown

    assert aged("Written in May 2025.", "So it was in May 2025.") == (FAIR, "18 months old")
    assert aged("Written in 2021.", "So it was in 2021.") == (POOR, "59 months old")
    assert aged("Written in 2021.", "So it was in May 2025.") == (POOR, "no date")


def test_a_figure_the_person_gave_needs_no_link() -> None:
    assert measure("statistics", "It fell by 40 percent.", TOLD).rating is GOOD


INVENTED = {
    "statistics": "Sales rose by 75 percent.",
    "quotations": "“Nobody could believe what we saw,” said Bob Hill.",
    "cited_sources": "See [the report](https://elsewhere.example/report).",
    "freshness": "Updated December 2026",
}


@pytest.mark.parametrize("check_id", INVENTED)
def test_what_is_invented_is_reported_and_earns_nothing(check_id: str) -> None:
    plain = f"A tub under a spout.\n\n{FILLER}"
    told = f"{plain}\n\n{INVENTED[check_id]}"
    before, after = measure(check_id, plain), measure(check_id, told)
    assert (before.rating, after.rating) == (POOR, POOR)
    assert (before.points, before.value) == (after.points, after.value)
    assert measure("unsupported_claims", plain).rating is GOOD
    assert measure("unsupported_claims", told).failing
    scores = [analyse(parse(text), BRIEF).scores[ScoreName.GEO] or 0 for text in (plain, told)]
    assert scores[1] < scores[0]


def test_invented_names_earn_nothing() -> None:
    text = "We asked Bob Hill of Acme Corp and Nowhere Hall."
    assert measure("named_entities", text).points == 0


BARE_TEXTS = [
    ("statistics", f"{FILLER}\n\nIt fell by 5 percent ([a](https://a.example)).", GOOD, []),
    ("statistics", f"{FILLER}\n\nAccording to the Oak Survey, it fell by 5 percent.", GOOD, []),
    ("statistics", f"{FILLER}\n\nIt fell by 5 percent.", POOR, ["5 percent"]),
    ("quotations", f"{FILLER}\n\n“It was all we could do then,” Bob Hill said.", GOOD, []),
    (
        "quotations",
        f"{FILLER}\n\n“It was all we could do then.”",
        FAIR,
        ["“It was all we could do then.”"],
    ),
    ("cited_sources", "See [a](https://a.example) here.", GOOD, []),
    ("cited_sources", "See [a](/a) here.", POOR, []),
    ("named_entities", f"{FILLER}\n\nIn Leeds we saw it.", GOOD, []),
    ("author_date", "By Bob Hill, 3 May 2026\n\nText.", GOOD, []),
    ("author_date", "By Bob Hill\n\nText.", FAIR, []),
    ("author_date", "Text.", POOR, []),
]


@pytest.mark.parametrize(("check_id", "markdown", "rating", "spans"), BARE_TEXTS)
def test_a_bare_file_is_judged_by_what_it_shows(
    check_id: str, markdown: str, rating: Rating, spans: list[str]
) -> None:
    check = measure(check_id, markdown, BARE)
    assert (check.rating, marked(check, markdown)) == (rating, spans)
    assert "brief" not in check.advice + check.threshold


def test_the_front_matter_of_a_bare_file_names_author_and_date() -> None:
    brief = replace(BARE, author="Bob Hill", dated="2026-05-03")
    assert measure("author_date", "Text.", brief).rating is GOOD


def test_a_title_may_not_claim_either() -> None:
    check = measure("unsupported_claims", "Text.", title="How we grew by 75%")
    assert [span.block_id for span in check.spans] == ["title"]


@pytest.mark.parametrize(
    ("author", "dated", "line"),
    [
        ("Mia Stone", "2026-11-24", "By Mia Stone, 24 November 2026"),
        ("Mia Stone", "", "By Mia Stone"),
        ("", "2026-11-24", "Updated November 2026"),
        ("", "soon", ""),
        ("mia de la stone", "2026-01-02", "By mia de la stone, 2 January 2026"),
    ],
)
def test_a_written_byline_is_read_again(author: str, dated: str, line: str) -> None:
    brief = replace(NOTHING, author=author, dated=dated)
    assert write(brief) == line
    if line:
        assert measure("author_date", f"{line}\n\nText.", brief).rating is GOOD


def test_every_rule_explains_itself() -> None:
    grades = {geo.MEASURED, geo.OBSERVATIONAL, geo.VENDOR, geo.HEURISTIC}
    for rule in geo.RULES:
        assert rule.evidence in grades, rule.id
        assert rule.unit, rule.id
        assert rule.source, rule.id
        assert rule.formula.endswith("."), rule.id
        assert rule.limits.endswith("."), rule.id
    measured = {rule.id for rule in geo.RULES if rule.evidence == geo.MEASURED}
    assert measured == {"statistics", "quotations", "cited_sources", "keyword_stuffing"}


def test_what_has_no_weight_is_named_and_measured_nowhere() -> None:
    names = {name for name, _ in geo.NO_WEIGHT}
    assert names == {"llms.txt"}
    assert not any("llms" in rule.id for rule in geo.RULES)


def test_another_language_is_not_judged_by_english_words() -> None:
    german = "Eine Regentonne sammelt das Wasser vom Dach und hilft dem Garten im Sommer sehr. " * 4
    for name in ("answer_first", "definition_sentence", "self_contained"):
        brief = replace(BRIEF, keyphrase="Regentonne")
        assert measure(name, f"## A\n\n{german}", brief).rating is NONE


@pytest.mark.parametrize(
    ("check_id", "old", "new"),
    [
        ("quotations", "said Ann Lee", "said someone"),
        ("freshness", ", 24 November 2026", ""),
        ("author_date", "By Mia Stone, 24 November 2026", "Updated November 2026"),
    ],
)
def test_one_break_fails_that_check(check_id: str, old: str, new: str) -> None:
    along = {"quotations": {"named_entities"}, "freshness": {"author_date"}}.get(check_id, set())
    assert old in MARKDOWN
    report = analyse(article(MARKDOWN.replace(old, new)), FULL)
    assert {check.id for check in report.checks if check.failing} == {check_id} | along


def test_an_empty_document_has_no_geo_score() -> None:
    assert analyse(Document(), BRIEF).scores[ScoreName.GEO] is None
