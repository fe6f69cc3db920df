"""How a text is built: sections, paragraphs, lists."""

import pytest

from contentflow.brief import Brief
from contentflow.document import parse
from contentflow.names import Rating
from tests.analysis.article import check_of, measure

BRIEF = Brief("t")
TEN = "The plan of the team is good for the day. "  # ten words
GERMAN = "Das Haus steht am Ufer des Flusses und wird oft von Leuten besucht. " * 20
BREAD = (
    "The baker mixes flour and water. The dough rests in the bakery. Then the baker shapes the "
    "dough. The flour came from a mill. "
)
TRAINS = (
    "A train leaves at noon. The track runs north. Each train stops twice on that track. People "
    "read there. "
)


def rated(markdown: str, check_id: str) -> tuple[Rating, float | None]:
    check = check_of(measure(parse(markdown), BRIEF), check_id)
    return check.rating, check.value


def sections(*tens: int) -> str:
    return "\n\n".join(f"## H\n\n{TEN * count}" for count in tens)


@pytest.mark.parametrize(
    ("markdown", "rating"),
    [
        (sections(5, 5), Rating.NOT_APPLICABLE),
        (TEN * 60, Rating.NOT_APPLICABLE),
        (sections(20, 20), Rating.GOOD),
        (sections(20, 10, 10, 1, 1), Rating.GOOD),
        (sections(24, 8, 8), Rating.NEEDS_WORK),
        (sections(40, 4, 4), Rating.POOR),
    ],
)
def test_no_section_holds_most_of_the_text(markdown: str, rating: Rating) -> None:
    assert rated(markdown, "subheading_spread")[0] is rating


def test_the_biggest_section_is_marked() -> None:
    document = parse(sections(4, 40, 4))
    check = check_of(measure(document, BRIEF), "subheading_spread")
    assert [span.block_id for span in check.spans] == [document.blocks[3].id]


@pytest.mark.parametrize(
    ("markdown", "rating"),
    [
        ("", Rating.NOT_APPLICABLE),
        (GERMAN, Rating.NOT_APPLICABLE),
        (BREAD, Rating.GOOD),
        (BREAD + "The dough is flour and water. The baker knows. Flour is dear now.", Rating.GOOD),
        (BREAD + TRAINS, Rating.NEEDS_WORK),
        (TEN * 11, Rating.NEEDS_WORK),
        ("\n\n".join([BREAD + TRAINS] * 4), Rating.POOR),
    ],
)
def test_one_idea_per_paragraph(markdown: str, rating: Rating) -> None:
    assert rated(markdown, "one_idea")[0] is rating


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        ("Bring bread and cheese.", 0),
        ("Bring bread, cheese, milk and tea.", 0),
        ("Bring bread, cheese, milk, tea, and sugar to the table.", 1),
        ("Bring bread, cheese, milk, tea, salt and sugar to the table.", 1),
        ("- Bring bread, cheese, milk, tea, salt and sugar.\n- Sit down.", 0),
        ("- One item", 1),
        ("1. One item\n   - with one\n   - and two", 0),
        ("- One\n- Two", 0),
        (TEN * 101, 1),
        (TEN * 101 + "\n\n- One\n- Two", 0),
        (TEN * 101 + "\n\n| a | b |\n|---|---|\n| 1 | 2 |", 0),
    ],
)
def test_lists_where_they_help(markdown: str, count: int) -> None:
    rating, value = rated(markdown, "list_use")
    assert value == count
    assert rating is (Rating.NEEDS_WORK if count else Rating.GOOD)


def test_three_misplaced_series_are_poor() -> None:
    series = "Bring bread, cheese, milk, tea, salt and sugar. "
    assert rated(series * 3, "list_use")[0] is Rating.POOR
    assert rated("", "list_use")[0] is Rating.NOT_APPLICABLE
