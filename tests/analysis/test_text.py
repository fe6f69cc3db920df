"""Words, sentences, syllables, links, keyphrases, widths: the ground the checks stand on."""

import pytest

from contentflow.analysis.keyphrase import Keyphrase
from contentflow.analysis.syllables import syllables
from contentflow.analysis.text import prepare, prepare_line
from contentflow.analysis.widths import pixels
from contentflow.document import parse


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("Dr. Smith met J. Doe, e.g. in May.", ["Dr. Smith met J. Doe, e.g. in May."]),
        ("It costs 3.5 euros. Yes.", ["It costs 3.5 euros.", "Yes."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("Oh! dear. ok", ["Oh!", "dear. ok"]),
        (
            "“Go!” Ben said. “No.” Then (why?) he left.",
            ["“Go!” Ben said.", "“No.”", "Then (why?) he left."],
        ),
        ("Say no. Take No. 5. I won! — Kim", ["Say no.", "Take No. 5.", "I won!", "— Kim"]),
        ("The end. — Kim", ["The end. — Kim"]),
        ("in front—Mr. Smith came.", ["in front—Mr. Smith came."]),
        ("1. Use `x. Y` now. Then go.", ["Use `x. Y` now.", "Then go."]),
        ("| a b | c |\n|---|---|\n| 1 | 2 |", ["a b", "c", "1", "2"]),
        ("# 1. Plan", ["1.", "Plan"]),
        ("> not mine\n\nmine", ["mine"]),
        ("- one item\n- another", ["one item", "another"]),
        ("A [link. Here](http://x.y) ends.", ["A [link.", "Here](http://x.y) ends."]),
    ],
)
def test_sentences(source: str, sentences: list[str]) -> None:
    text = prepare(parse(source))
    assert [p.body.source[s.start : s.end] for p, s in text.sentences] == sentences


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("A **well-known** _thing_, isn't it?", ["a", "well-known", "thing", "isn't", "it"]),
        ("[shown](http://hid.den) ![alt](x.png)", ["shown"]),
        ("see https://a.b/c-d now", ["see", "now"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a", "b", "1", "2"]),
        ("```\ncode\n```", []),
        ("one—two and/or <b>bold</b>", ["one", "two", "and/or", "bold"]),
        ("run `make all` and ``a `b` c`` now", ["run", "and", "now"]),
        ("- one\n\n  ```\n  code\n  ```\n- two", ["one", "two"]),
        ("1. first\n2. second", ["first", "second"]),
    ],
)
def test_words(source: str, words: list[str]) -> None:
    assert list(prepare(parse(source)).words) == words


def test_word_places_are_those_of_the_source() -> None:
    source = "A **bold** [link](http://x.y) stands."
    body = prepare(parse(source)).passages[0].body
    assert [source[a:b] for a, b in body.places] == ["A", "bold", "link", "stands"]


def test_links_and_images() -> None:
    text = prepare(parse("[a](/b) and <https://c.d> and https://e.f/g. ![i](j.png)"))
    assert [link.url for _, link in text.links][:2] == ["/b", "https://c.d"]
    assert len(text.links) == 3
    assert [(image.text, image.url) for _, image in text.images] == [("i", "j.png")]


def test_sections_go_from_heading_to_heading() -> None:
    text = prepare(parse("intro\n\n## A\n\none\n\ntwo\n\n## B"))
    shown = [(head and head.body.source, len(body)) for head, body in text.sections]
    assert shown == [(None, 1), ("A", 2), ("B", 0)]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("table", 2), ("makes", 1), ("boxes", 2), ("walked", 1), ("wanted", 2)),
        *(("idea", 3), ("beautiful", 3), ("readability", 5), ("customer", 3), ("x", 1), ("", 1)),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("phrase", "sentence", "count"),
    [
        ("email plan", "plans for an email, and email plans", 2),
        ("email plan", "an email only", 0),
        ("the who", "the who", 1),
        ("", "anything", 0),
        ("running shoe", "shoes for runs", 1),
        ("part-time baker", "a baker, part time", 1),
        ("email plan", "the email-plan and an email/plan", 2),
    ],
)
def test_keyphrase_counts(phrase: str, sentence: str, count: int) -> None:
    assert Keyphrase(phrase).count(prepare_line(sentence).words) == count


def test_exact_words_without_forms() -> None:
    words = prepare_line("email plans").words
    assert Keyphrase("email plan", forms=False).count(words) == 0
    assert Keyphrase("email plans", forms=False).count(words) == 1


def test_title_width() -> None:
    assert pixels("") == 0
    assert pixels("a" * 100) == pytest.approx(1112, abs=1)
    assert pixels("WWW") > 2 * pixels("iii")
