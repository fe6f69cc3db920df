"""What the Brand agent does to bring a text into the bands of a fitted voice."""

import pytest

from contentflow.agents.brand import AGENT, exchange_contraction
from contentflow.agents.optimiser import Task
from contentflow.analysis import analyse
from contentflow.analysis.checks import Check
from contentflow.brief import Band, Brief, Voice
from contentflow.document import Document, apply, parse

LONG = (
    "The desk does not wobble when you lean on it. It is not heavy and you do not need tools. "
    "You can not tip it over with one hand. It will not scratch the floor of the room. "
    "They are not all alike, so read the label of each desk before you take one home. "
    "The parts of the desk come in one box, and the box has a list of the parts in it. "
)
SHORT = LONG.replace(" not", "n't").replace("cann't", "can't").replace("willn't", "won't")


def brief_with(measure: str, low: float, high: float) -> Brief:
    band = Band(measure, (low + high) / 2, low, high)
    return Brief(topic="Desks", voice=Voice("Acme", bands=(band,)))


def failing(document: Document, brief: Brief) -> Check:
    (check,) = [c for c in AGENT.analyse(document, brief).checks if c.failing]
    return check


def mended(text: str, brief: Brief) -> tuple[Check, Check]:
    """The failing check, and the same one after the first mend by code."""
    document = parse(text)
    before = failing(document, brief)
    edits = [e for mend in AGENT.mends[before.id] for e in mend(Task(document, brief, before))]
    after = analyse(apply(document, edits[0]), brief)
    return before, next(check for check in after.checks if check.id == before.id)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [(LONG, 80, 100), (SHORT, 0, 10), (LONG, 40, 60), (SHORT, 40, 60)],
    ids=["all short", "all long", "half of the long", "half of the short"],
)
def test_contractions_go_both_ways_and_stop_inside_the_band(
    text: str, low: float, high: float
) -> None:
    before, after = mended(text, brief_with("contractions", low, high))
    assert before.failing
    assert not after.failing, (before.shown, after.shown)


def test_exclamation_marks_over_the_band_become_full_stops() -> None:
    text = LONG.replace("room.", "room!").replace("on it.", "on it!")
    before, after = mended(text, brief_with("exclamations", 0, 0))
    assert (len(before.spans), after.value) == (2, 0)


def test_impersonal_wordings_turn_to_the_reader_only_when_that_is_missing() -> None:
    text = "Users can lift the desk with one hand. " * 8
    before, after = mended(text, brief_with("you", 2, 20))
    assert (before.value, after.failing) == (0, False)
    over = brief_with("you", 0, 0.1)
    check = failing(parse(LONG), over)
    assert [e for mend in AGENT.mends[check.id] for e in mend(Task(parse(LONG), over, check))] == []


@pytest.mark.parametrize(
    ("band", "instruction"),
    [((0.0, 1.0), "Turn the questions into statements"), ((60.0, 80.0), "into a question")],
)
def test_questions_are_asked_for_in_the_right_direction(
    band: tuple[float, float], instruction: str
) -> None:
    document = parse(LONG.replace("floor of the room.", "floor of the room?"))
    brief = brief_with("questions", *band)
    check = failing(document, brief)
    (question,) = AGENT.asks[check.id](Task(document, brief, check))
    assert instruction in question.prompt.system + question.prompt.user


def test_a_measure_without_a_place_asks_for_the_longest_paragraphs() -> None:
    document = parse(f"Desks are flat.\n\n{LONG}\n\n{LONG} More.\n\nThey stand.")
    brief = brief_with("formality", 90, 99)
    check = failing(document, brief)
    asked = [q.block_id for q in AGENT.asks[check.id](Task(document, brief, check))]
    assert asked == [document.blocks[2].id, document.blocks[1].id]


def test_every_fitted_measure_has_a_mend_or_a_question_but_the_small_words() -> None:
    known = {*AGENT.mends, *AGENT.asks}
    missing = [c.id for c in AGENT.analyse(parse("A."), Brief("T")).checks if c.id not in known]
    assert missing == ["voice_function_words"]  # nobody can aim at forty words at once


def test_words_written_short_and_out() -> None:
    assert exchange_contraction("do not") == "don't"
    assert exchange_contraction("Won’t") == "Will not"
