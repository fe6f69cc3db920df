"""Rows become briefs, or every wrong cell says what is wrong with it."""

from typing import Any

import pytest

from contentflow.batches import columns, tables
from contentflow.batches.checking import Checked, Skip, check, check_briefs
from contentflow.errors import Invalid
from contentflow.names import ContentType, Priority, SourceKind, Tone, Visibility

VOICE = "01890000-0000-7000-8000-000000000001"


def checked(text: str, **shared: Any) -> Checked:
    sheet = tables.read("plan.csv", text.encode())
    return check(sheet, columns.guess(sheet.columns), shared, {"northwind": VOICE})


def told(found: Checked) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.message) for one in found.problems]


def test_a_row_says_it_in_the_words_people_use() -> None:
    found = checked(
        "Title;Type;Keyword;Target audience;CTA;Style;Words;Facts;URLs;Voice;Priority\n"
        "Desks;How-to;standing desk;Offices;Buy;friendly;1,200 words;"
        "72 cm high | 3 days;https://a.example/x, https://b.example;Northwind;urgent\n"
    )
    (row,) = found.rows
    assert (row.problems, row.number) == ((), 2)
    new = row.brief
    assert new is not None
    assert (new.topic, new.content_type, new.keyphrase) == (
        "Desks",
        ContentType.HOW_TO,
        "standing desk",
    )
    assert (new.audience, new.goal, new.tone, new.target_words) == (
        "Offices",
        "Buy",
        Tone.FRIENDLY,
        1200,
    )
    assert [(one.kind, one.value) for one in new.sources] == [
        (SourceKind.TEXT, "72 cm high"),
        (SourceKind.TEXT, "3 days"),
        (SourceKind.URL, "https://a.example/x"),
        (SourceKind.URL, "https://b.example"),
    ]
    assert (new.brand_voice_id, new.priority) == (VOICE, Priority.URGENT)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Blog post", "blog_post"),
        ("HOW_TO", "how_to"),
        ("listicles", "listicle"),
        ("", "newsletter"),
    ],
)
def test_what_a_row_leaves_open_is_shared(cell: str, kind: str) -> None:
    found = checked(
        f"topic,content type\nDesks,{cell}\n", content_type="newsletter", visibility="team"
    )
    (new,) = found.briefs(Skip())
    assert new.content_type == kind
    assert new.visibility is Visibility.TEAM


def test_every_wrong_cell_says_what_is_wrong() -> None:
    found = checked(
        "Topic,Type,Words,Tone,Voice,Links,Facts\n"
        ",Essay,12,loud,Nobody,ftp://x.example,\n"
        "Desks,Blog post,many,,,,\n"
        "Lamps, the bright ones,Blog post,300,Plain,,,A fact\n"
        f"{'x' * 301},,,,,,{'y' * 2001}\n"
    )
    assert told(found) == [
        (2, "Topic", "Enter a topic."),
        (2, "Words", "The length must be 150 to 5,000 words."),
        (2, "Links", "Source 1: a link must start with https:// or http://."),
        (
            2,
            "Type",
            "Choose one of Blog post, How-to, Listicle, Comparison, Landing page, Newsletter.",
        ),
        (2, "Tone", "Choose one of Plain, Friendly, Formal, Confident."),
        (2, "Voice", "You have no brand voice of this name."),
        (3, "Words", "The length must be a whole number of words."),
        *[one for one in told(found) if one[0] == 4],
        (5, "Topic", "The topic has 301 characters; 300 is the most."),
        (5, "Facts", "Source 1: it has 2,001 characters; 2,000 is the most."),
    ]
    assert (4, "", "The row has more cells than the heading has names.") in [
        (row, column, said[:50]) for row, column, said in told(found)
    ]
    assert found.broken == 4


def test_the_same_topic_is_told_up_to_case_and_blanks() -> None:
    found = checked(
        "topic,type\nStanding desks,\nLamps,\n\u00a0standing   DESKS ,\nstanding desks,How-to\n"
    )
    assert [row.repeats for row in found.rows] == [0, 0, 2, 0]
    assert len(found.briefs(Skip())) == 4
    kept = found.briefs(Skip(duplicates=True))
    assert [new.topic for new in kept] == ["Standing desks", "Lamps", "standing desks"]


def test_a_formula_is_text_and_said_to_be_one() -> None:
    found = checked('topic,goal\n"=HYPERLINK(""http://x"")",Buy\n-5 degrees,\n')
    assert [row.formula for row in found.rows] == [True, False]
    new = found.rows[0].brief
    assert new is not None
    assert new.topic == '=HYPERLINK("http://x")'


def test_wrong_rows_stop_all_until_they_are_left_out() -> None:
    found = checked("topic,words\nDesks,\n,\nLamps,1\n,600\n")
    with pytest.raises(Invalid, match="2 rows have something wrong"):
        found.briefs(Skip())
    assert len(found.briefs(Skip(invalid=True))) == 1
    with pytest.raises(Invalid, match="No row is left"):
        checked("topic,words\nx,\n").briefs(Skip(invalid=True, duplicates=True))


def test_what_is_wrong_with_shared_settings_is_said_once() -> None:
    found = checked("topic\nDesks\nLamps\n", target_words=7, colour="red")
    assert set(found.wrong) == {"target_words", "colour"}
    assert found.problems == []
    with pytest.raises(Invalid):
        found.briefs(Skip(invalid=True, duplicates=True))


def test_without_a_column_of_topics_nothing_is_checked() -> None:
    found = checked("Thema,Ziel\nDesks,Buy\n")
    assert found.wrong == {"columns": "Choose the column that has the topics."}


def test_columns_are_chosen_by_people_too() -> None:
    assert columns.chosen({"topic": 1, "goal": 0}, 2) == {"topic": 1, "goal": 0}
    for given in ({"topic": 2}, {"topic": True}, {"topic": "0"}, {"x": 0}, {"topic": 0, "goal": 0}):
        with pytest.raises(Invalid):
            columns.chosen(given, 2)


def test_briefs_of_another_program_are_counted_from_one() -> None:
    found = check_briefs(
        [{"topic": "Desks"}, {"topic": "desks ", "target_words": 300}, "x", {"topic": 7}],
        {"audience": "Offices"},
    )
    assert [row.repeats for row in found.rows] == [0, 1, 0, 0]
    assert [(one.row, one.field) for one in found.problems] == [(3, "topic"), (4, "topic")]
    first = found.rows[0].brief
    assert first is not None
    assert first.audience == "Offices"
