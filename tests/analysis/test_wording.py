"""Words: how hard, how varied, how often the same."""

import pytest

from contentflow.analysis.rules import Subject
from contentflow.analysis.wording import flesch, flesch_grade
from contentflow.brief import Brief
from contentflow.document import Document, parse
from contentflow.names import Rating
from tests.analysis.article import check_of, measure

BRIEF = Brief("t", keyphrase="garden shed")
VARIED = (
    "A small boat left the harbour before sunrise with two fishers aboard. They carried nets, warm "
    "soup and an old radio that seldom worked. Clouds came over the hills around noon, so both "
    "turned back. Nobody on shore had seen such weather since last autumn. Children ran along the "
    "wall and waved at every mast. When rain began to fall, the keeper lit his lamp early. Its "
    "beam swept across rocks, sand and roofs. At dusk four more crews arrived, tired but safe. "
    "Bread, fish and tea stood ready in the hall. Later that night an uncle told stories about "
    "storms of his youth, while dogs slept near the stove."
)
GERMAN = "Das Haus steht am Ufer des Flusses und wird oft von Leuten besucht. " * 20


def rated(markdown: str, check_id: str) -> tuple[Rating, float | None]:
    check = check_of(measure(parse(markdown), BRIEF), check_id)
    return check.rating, check.value


def marked(markdown: str, check_id: str) -> list[str]:
    document = parse(markdown)
    sources = {block.id: block.text for block in document.blocks}
    spans = check_of(measure(document, BRIEF), check_id).spans
    return [sources[span.block_id][span.start : span.end] for span in spans]


@pytest.mark.parametrize("check_id", ["flesch_grade", "lexical_variety", "repetition"])
def test_varied_english_is_good_and_german_is_not_judged(check_id: str) -> None:
    assert rated(VARIED, check_id)[0] is Rating.GOOD
    assert rated(GERMAN, check_id)[0] is Rating.NOT_APPLICABLE
    assert rated("", check_id)[0] is Rating.NOT_APPLICABLE


def test_grade_and_ease_of_one_sentence() -> None:
    subject = Subject(parse("The cat sat on the mat."), BRIEF)
    assert flesch_grade(subject) == 0  # 0.39 × 6 + 11.8 − 15.59 is below the first year
    assert flesch(subject) == 100
    assert flesch(Subject(Document(), BRIEF)) == flesch_grade(Subject(Document(), BRIEF)) == 0


@pytest.mark.parametrize(
    ("sentence", "rating"),
    [
        ("The dog ran home.", Rating.GOOD),
        ("A careful buyer will often compare several different products in the market.", None),
        (
            "Organisational responsibilities necessitate considerable deliberation.",
            Rating.POOR,
        ),
    ],
)
def test_grade(sentence: str, rating: Rating | None) -> None:
    found, value = rated(f"{sentence} It is of the team and for the team. " * 5, "flesch_grade")
    assert value is not None
    assert found is (rating or (Rating.GOOD if value <= 9 else Rating.NEEDS_WORK))


def test_the_same_few_words_are_not_varied() -> None:
    dull = "The plan of the team is the plan for the day and the day of the team. " * 8
    assert rated(dull, "lexical_variety")[0] is Rating.POOR
    assert rated("The plan of the team is the plan.", "lexical_variety")[0] is Rating.NOT_APPLICABLE


def test_only_the_dull_stretch_is_marked() -> None:
    dull = "The plan of the team is the plan for the day and the day of the team. " * 8
    text = marked(f"{VARIED}\n\n{dull}", "lexical_variety")
    assert text
    assert not [sentence for sentence in text if "boat" in sentence]


def test_a_sentence_said_again_is_marked() -> None:
    again = (
        f"{VARIED}\n\nNobody on shore had seen such weather since last autumn. Yes, we know.\n\n"
    )
    again += "Children ran along the wall and waved at every mast."
    assert marked(again, "repetition") == [
        "Nobody on shore had seen such weather since last autumn.",
        "Children ran along the wall and waved at every mast.",
    ]
    assert rated(again, "repetition") == (Rating.NEEDS_WORK, 2)


def test_one_repeat_is_no_fault_and_short_sentences_may_return() -> None:
    once = f"{VARIED} Children ran along the wall and waved at every mast."
    assert rated(once, "repetition") == (Rating.GOOD, 1)
    assert rated(f"{VARIED} Well done. Well done. Well done.", "repetition") == (Rating.GOOD, 0)


def test_a_turn_of_phrase_that_returns() -> None:
    habit = "{} works best when the plan is light{}"
    ends = (("It", "."), ("This", " enough."), ("Tea", "er."), ("Oak", ", say."))
    text = "\n\n".join(habit.format(*end) for end in ends)
    assert marked(f"{VARIED}\n\n{text}", "repetition") == [
        "Tea works best when the plan is lighter.",
        "Oak works best when the plan is light, say.",
    ]


def test_a_crowded_word_is_marked_unless_it_is_the_keyphrase() -> None:
    crowd = "A {0} is fine. This {0} is not. Any {0} with a door is a {0} of worth. Our {0} is new."
    assert rated(crowd.format("window"), "repetition")[1] == 1
    assert rated(crowd.format("shed"), "repetition")[1] == 0
