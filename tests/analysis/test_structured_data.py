"""JSON-LD: written from what the document says, and compared with it again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow.analysis import analyse
from contentflow.analysis.checks import Check
from contentflow.analysis.structured_data import build, is_data, nodes
from contentflow.brief import Brief
from contentflow.document import Block, Document, add, parse, render
from contentflow.names import Rating
from tests.analysis.article import check_of

BRIEF = Brief(topic="Rain barrels", keyphrase="rain barrel", author="Mia Stone", dated="2026-11-24")
ONE = "## What is a rain barrel?\n\nA rain barrel is a **tub** under a spout.\n\n## More\n\nText."
TWO = f"{ONE}\n\n## Does it freeze?\n\nIt does not freeze if you drain it in autumn."


def document(markdown: str = TWO, title: str = "Rain barrels") -> Document:
    return replace(parse(markdown), title=title, meta_description="All about barrels.")


def described(markdown: str = TWO, brief: Brief = BRIEF) -> Document:
    made = document(markdown)
    return add(made, "code", build(made, brief))


def measure(made: Document, brief: Brief = BRIEF) -> Check:
    return check_of(analyse(made, brief), "structured_data")


def with_code(text: str) -> Document:
    return add(document(), "code", text)


def article(**changes: Any) -> dict[str, Any]:
    (node,) = nodes(build(document(ONE), BRIEF)) or ()
    return {"@context": "https://schema.org", **node, **changes}


def fenced(data: object, info: str = "json") -> str:
    return f"```{info}\n{json.dumps(data)}\n```"


def test_an_article_holds_what_text_and_brief_say() -> None:
    assert article() == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Rain barrels",
        "description": "All about barrels.",
        "author": {"@type": "Person", "name": "Mia Stone"},
        "datePublished": "2026-11-24",
        "keywords": "rain barrel",
    }


def test_what_the_brief_does_not_say_is_left_out() -> None:
    (node,) = nodes(build(document("Text."), Brief("t"))) or ()
    assert set(node) == {"@type", "headline", "description"} | {"@context"}


def test_two_answered_questions_make_a_page_of_questions() -> None:
    _, page = nodes(build(document(TWO), BRIEF)) or ()
    assert page["@type"] == "FAQPage"
    assert [(entry["name"], entry["acceptedAnswer"]["text"]) for entry in page["mainEntity"]] == [
        ("What is a rain barrel?", "A rain barrel is a tub under a spout."),
        ("Does it freeze?", "It does not freeze if you drain it in autumn."),
    ]


def test_one_question_makes_none() -> None:
    assert "FAQPage" not in build(document(ONE), BRIEF)


@pytest.mark.parametrize("markdown", [ONE, TWO, "Text."])
def test_what_is_written_is_good_and_stays_in_the_document(markdown: str) -> None:
    made = described(markdown)
    assert measure(made).rating is Rating.GOOD
    assert parse(render(made)).blocks[-1].text == made.blocks[-1].text
    assert (
        analyse(made, BRIEF).metrics["words"] == analyse(document(markdown), BRIEF).metrics["words"]
    )


def test_no_title_can_leave_the_block() -> None:
    title = 'A "quoted" </script> ``` title \\ with\u2028marks'
    made = replace(document(), title=title)
    block = build(made, BRIEF)
    assert "<" not in block
    assert parse(block).blocks == (Block("b1", "code", block),)
    assert measure(add(made, "code", block)).rating is Rating.GOOD


POOR, FAIR, GOOD = Rating.POOR, Rating.NEEDS_WORK, Rating.GOOD
PAGE = {"@type": "FAQPage", "mainEntity": [{"name": "Why not?", "acceptedAnswer": {"text": "So."}}]}
ASKED = {"name": "Does it freeze?", "acceptedAnswer": {"text": "Never."}}


@pytest.mark.parametrize(
    ("text", "rating", "shown"),
    [
        (fenced(article()), GOOD, "valid"),
        (fenced(article(), "json-ld"), GOOD, "valid"),
        (fenced([article()]), GOOD, "valid"),
        (fenced(article(**{"@type": "BlogPosting", "author": "Mia Stone"})), GOOD, "valid"),
        (fenced(article(**{"@type": ["Article", "NewsArticle"]})), GOOD, "valid"),
        (fenced(article(headline="Old title")), FAIR, "headline differs"),
        (fenced(article(description="Old")), FAIR, "description differs"),
        (fenced(article(datePublished="2020-01-01")), FAIR, "datePublished differs"),
        (fenced(article(author={"name": "Bob Hill"})), FAIR, "author differs"),
        (fenced(article(**{"@type": "Recipe"})), FAIR, "no article described"),
        (fenced(article())[:-9] + "\n```", POOR, "not valid"),
        (fenced("schema.org"), POOR, "not valid"),
        (fenced({"@context": "https://schema.org", "@graph": 5}), POOR, "not valid"),
        (fenced({"@context": "https://schema.org", "@graph": ["a"]}), POOR, "not valid"),
        (
            fenced({"@context": "https://schema.org", "@graph": [article(), PAGE]}),
            POOR,
            "questions the text does not show",
        ),
        (
            fenced(
                {
                    "@context": "https://schema.org",
                    "@graph": [article(), {"@type": "FAQPage", "mainEntity": [ASKED]}],
                }
            ),
            FAIR,
            "a question or answer differs",
        ),
    ],
)
def test_ratings(text: str, rating: Rating, shown: str) -> None:
    made = with_code(text)
    check = measure(made)
    assert (check.rating, check.shown) == (rating, shown)
    places = [(span.block_id, span.start, span.end) for span in check.spans]
    assert places == ([] if rating is GOOD else [(made.blocks[-1].id, 0, len(text))])


def test_missing_data_is_poor_where_a_brief_asks_for_a_page() -> None:
    check = measure(document())
    assert (check.rating, check.shown, check.spans) == (POOR, "none", ())


def test_a_bare_file_is_judged_only_by_what_it_has() -> None:
    bare = replace(BRIEF, bare=True, author="", dated="")
    assert measure(document(), bare).rating is Rating.NOT_APPLICABLE
    assert measure(with_code(fenced(article())), bare).rating is GOOD
    assert measure(with_code(fenced(article(headline="Old"))), bare).rating is FAIR


@pytest.mark.parametrize("text", ["```json\n{'a': 1}\n```", "```python\n# schema.org\n```"])
def test_other_code_is_no_structured_data(text: str) -> None:
    assert not is_data(Block("b1", "code", text))
    assert measure(with_code(text)).shown == "none"


def test_a_new_title_or_a_lost_question_is_noticed() -> None:
    made = described()
    assert measure(replace(made, title="Barrels for rain")).shown == "headline differs"
    blocks = tuple(
        replace(block, text="On frost") if block.text == "Does it freeze?" else block
        for block in made.blocks
    )
    assert measure(replace(made, blocks=blocks)).shown == "a question or answer differs"


def test_deep_nesting_is_not_valid() -> None:
    deep = "[" * 100_000
    assert measure(with_code(f'```json\n{{"@context": {deep}\n```')).shown == "not valid"


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=150)
@given(WORDS, WORDS, WORDS, WORDS, st.booleans())
def test_any_words_give_valid_data(
    title: str, author: str, dated: str, text: str, ask: bool
) -> None:
    brief = Brief("t", author=author, dated=dated if ask else "2026-11-24")
    heads = "\n\n## What is a tub?\n\nIt is a barrel here.\n\n## Is it wet?\n\nIt is wet in here."
    made = replace(parse(f"Words. {text}{heads if ask else ''}"), title=title)
    block = build(made, brief)
    assert nodes(block) is not None
    assert measure(add(made, "code", block), brief).shown == "valid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["FAQPage", "Article", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "mainEntity", "acceptedAnswer", "author", "name"]),
            inner,
            max_size=4,
        )
    ),
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["@type", "@graph", "mainEntity", "author"]), JSON))
def test_any_json_is_rated(data: dict[str, Any]) -> None:
    check = measure(with_code(fenced({"@context": "https://schema.org", **data})))
    assert check.rating in (GOOD, FAIR, POOR)
