"""What the brand voice pages are told, and what a posted form says."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from contentflow import routes, voices
from contentflow.accounts import Person
from contentflow.analysis.fitted import SHAPES
from contentflow.brief import Band, Term
from contentflow.errors import NotFound
from contentflow.names import Visibility
from contentflow.state import brand_voice, brand_voices
from contentflow.state.brand_voice import BrandVoiceState
from contentflow.state.brand_voices import BrandVoicesState
from contentflow.state.voice_rows import measure_line, term_lines, terms_of, voice_line
from contentflow.terms import Terms
from contentflow.voices import VoiceRow

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("measure", SHAPES)
@pytest.mark.parametrize("edges", [(0, 0, 0), (2, 1, 3), (0.5, 0, 9), (90, 70, 100)])
def test_a_bar_stays_on_its_track(measure: str, edges: tuple[float, float, float]) -> None:
    line = measure_line(Band(measure, *edges))
    assert 0 <= line.left <= line.at <= line.left + line.width + 0.1 <= 100.2
    assert line.label
    assert line.about


@pytest.mark.parametrize(
    ("band", "value", "said"),
    [
        (Band("sentence_length", 14.16, 7.52, 20.8), "14.2 words", "7.5 to 20.8 words"),
        (Band("grade", 7.2, 4.0, 10.4), "grade 7.2", "grade 4.0 to 10.4"),
        (Band("exclamations", 0, 0, 0), "0%", "none"),
        (Band("function_words", 0.9, 0, 1.1), "0.90 SD", "at most 1.10 SD"),
    ],
)
def test_a_measure_in_words(band: Band, value: str, said: str) -> None:
    line = measure_line(band)
    assert (line.value, line.band) == (value, said)


def test_terms_go_to_the_form_and_come_back() -> None:
    terms = Terms((Term("wow"), Term("synergy", "teamwork")), (Term("buy", "order"),), ("Acme",))
    form: dict[str, object] = {"other": "x", "banned.9.replacement": "alone"}
    for line in term_lines(terms):
        form[f"{line.kind}.{line.key}.phrase"] = line.phrase
        form[f"{line.kind}.{line.key}.replacement"] = line.replacement
    assert terms_of(form) == {
        "banned": [
            {"phrase": "wow", "replacement": ""},
            {"phrase": "synergy", "replacement": "teamwork"},
        ],
        "preferred": [{"phrase": "buy", "replacement": "order"}],
        "cased": [{"phrase": "Acme", "replacement": ""}],
    }


def test_a_voice_in_the_list() -> None:
    row = VoiceRow("v", "Acme", Visibility.TEAM, "u", "Maya", True, 1, 2, 1204, False, START)
    line = voice_line(row, START)
    assert (line.samples, line.terms, line.shared) == ("2 samples, 1,204 words", "1 term", "Team")
    assert (line.status_words, line.href) == ("Not measured", routes.brand_voice("v"))


async def nobody(_state: object) -> Person:
    raise brand_voice.NotSignedIn("No session.")


def a_state(**values: Any) -> Any:
    """A state as a handler sees it, without a browser."""
    state = SimpleNamespace(problems={}, saved="", phase="ready", id="", editable=True, **values)
    state._change = BrandVoiceState._change.__get__(state)
    state._show = BrandVoiceState._show.__get__(state)
    return state


HANDLERS: list[tuple[str, tuple[Any, ...]]] = [
    ("save", ({"name": "Mine"},)),
    ("uploaded", ({"said": "x"},)),
    ("remove_sample", ("s",)),
    ("save_terms", ({},)),
    ("delete", ()),
]


@pytest.mark.parametrize(("name", "arguments"), HANDLERS)
async def test_a_stranger_is_shown_the_door(
    name: str, arguments: tuple[Any, ...], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brand_voice, "person_of", nobody)
    shown = await getattr(BrandVoiceState, name).fn(a_state(), *arguments)
    assert routes.SETUP in str(shown)


@pytest.mark.parametrize(("name", "arguments"), HANDLERS)
async def test_a_colleague_changes_nothing_of_a_private_voice(
    name: str,
    arguments: tuple[Any, ...],
    person: Person,
    colleague: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = await voices.create(person, {"name": "Acme"})

    async def other(_state: object) -> Person:
        return colleague

    monkeypatch.setattr(brand_voice, "person_of", other)
    state = a_state()
    state.id = mine.row.id
    await getattr(BrandVoiceState, name).fn(state, *arguments)
    assert state.phase == "missing" or "no such" in state.problems["voice"]
    assert await voices.show(person, mine.row.id) == mine


@pytest.mark.parametrize("form", [None, {}, {"name": 7}, {"name": "n" * 81}])
async def test_a_voice_without_a_right_name_is_not_made(
    form: Any, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def me(_state: object) -> Person:
        return person

    monkeypatch.setattr(brand_voices, "person_of", me)
    state: Any = SimpleNamespace(problem="")
    await BrandVoicesState.create.fn(state, form)
    assert state.problem
    assert await voices.listing(person) == []


async def test_an_unknown_voice_is_missing(person: Person) -> None:
    with pytest.raises(NotFound):
        await voices.show(person, "brand-voices")
