"""A voice is fitted from samples, with bands that come from the samples themselves."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow.analysis import brand, fitted, style
from contentflow.analysis.checks import Check
from contentflow.analysis.profile import FUNCTION_WORDS, LEAST_WORDS, fit, words_of
from contentflow.analysis.rules import Subject
from contentflow.analysis.text import prepare
from contentflow.brief import Brief, Voice
from contentflow.document import parse
from contentflow.errors import Invalid

PLAIN = (
    "We keep the notes of each call in one list. You can read them when you plan the next week. "
    "It's easy to find what a customer asked for, and it doesn't take long. "
    "Do you want to share a note? Then send it to the team, and we'll answer the same day. "
)
STIFF = (
    "The documentation of the organisation is maintained by the department of administration in "
    "accordance with the regulations of the institution and the requirements of the committee. "
    "The distribution of the documents to the members of the committee is undertaken by the "
    "secretary of the department upon the approval of the chair. It is not permitted. "
)


def measured(markdown: str) -> style.Piece:
    return style.piece_of(prepare(parse(markdown)))


def value(voice: Voice, measure: str) -> float:
    band = voice.band(measure)
    assert band is not None
    return band.value


def test_every_measure_gets_a_band_around_its_value() -> None:
    voice = fit([PLAIN * 4, PLAIN * 5, PLAIN * 3], name="Plain")
    assert voice.name == "Plain"
    assert [band.measure for band in voice.bands] == [*style.MEASURES, FUNCTION_WORDS][
        : len(voice.bands)
    ]
    assert all(0 <= band.low <= band.value <= band.high for band in voice.bands)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("sentence_length", 53 / 5),
        ("questions", 20.0),
        ("exclamations", 0.0),
        ("we", 100 * 2 / 53),
        ("you", 100 * 3 / 53),
        ("contractions", 100.0),
    ],
)
def test_what_is_counted(measure: str, expected: float) -> None:
    """53 words in 5 sentences; "it's", "doesn't" and "we'll" are all it could contract."""
    assert value(fit([PLAIN * 8]), measure) == pytest.approx(expected, abs=0.006)


def test_the_band_holds_what_was_left_out() -> None:
    """Five samples: the band reaches as far as the sample that lies furthest from the others."""
    samples = [f"{'The desk is a good one for us. ' * n}{STIFF}" for n in (6, 14, 18, 30, 60)]
    band = fit(samples).band("sentence_length")
    assert band is not None
    means = [style.sentence_length(measured(sample)) or 0.0 for sample in samples]
    furthest = max(abs(one - (sum(means) - one) / 4) for one in means)
    assert band.high - band.value == pytest.approx(furthest, abs=0.011)


def test_samples_as_alike_as_copies_still_leave_some_room() -> None:
    band = fit([PLAIN * 3] * 6).band("sentence_length")
    assert band is not None
    assert (band.low, band.high) == (round(band.value - 1.5, 2), round(band.value + 1.5, 2))


def test_voices_that_differ_measure_differently() -> None:
    plain, stiff = fit([PLAIN * 10]), fit([STIFF * 10])
    assert value(stiff, "formality") > value(plain, "formality") + 10
    assert value(stiff, "grade") > value(plain, "grade") + 5
    known = fit([PLAIN * 6 + "One more line of it, and a few for the desk. " * 9]).function_words
    assert style.distance(measured(STIFF * 4), known) > 2 * style.distance(
        measured(PLAIN * 4), known
    )


def test_the_order_of_samples_does_not_matter() -> None:
    samples = [PLAIN * 7, STIFF * 5, (PLAIN + STIFF) * 4]
    assert fit(samples).bands == fit(samples[::-1]).bands


def test_too_little_text_is_refused_with_the_count() -> None:
    words = words_of([PLAIN])
    with pytest.raises(Invalid, match=f"{words} words .* at least {LEAST_WORDS}"):
        fit([PLAIN])


@pytest.mark.parametrize("samples", [[], [""], ["# Only a heading " * 200], ["```\ncode\n```"]])
def test_no_running_text_is_refused(samples: list[str]) -> None:
    with pytest.raises(Invalid, match="have 0 words"):
        fit(samples)


def test_another_language_is_refused() -> None:
    with pytest.raises(Invalid, match="English"):
        fit(["Der schnelle braune Fuchs springt über den faulen Hund und läuft weg. " * 40])


def test_passages_end_with_a_sentence_and_lose_nothing() -> None:
    whole = measured(PLAIN * 20)
    parts = style.pieces(whole)
    assert sum((part.sentences for part in parts), ()) == whole.sentences
    assert all(150 <= len(part.words) <= 310 for part in parts)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=400), max_size=4))
def test_any_text_gives_a_voice_or_a_reason(texts: list[str]) -> None:
    try:
        bands = fit([*texts, PLAIN * 7]).bands
    except Invalid:
        return
    assert all(band.low <= band.value <= band.high for band in bands)


def test_every_fitted_rule_says_what_it_is() -> None:
    measures = {rule.id.removeprefix("voice_") for rule in fitted.RULES}
    assert measures == {*style.MEASURES, FUNCTION_WORDS}
    assert all(
        rule.unit and rule.formula and rule.limits and rule.source and rule.evidence
        for rule in fitted.RULES
    )


CORPUS = Path(__file__).parents[2] / "bench" / "yoast" / "corpus"


def test_a_voice_knows_its_own_and_tells_others_apart() -> None:
    """Ten passages of one author, each left out in turn; 30 and more texts by other hands."""
    own = {path.stem: path.read_text() for path in sorted(CORPUS.glob("austen-*.md"))}
    others = [path.read_text() for path in CORPUS.glob("*.md") if path.stem not in own]
    held_out = [
        check.failing
        for name, text in own.items()
        for check in checks(fit([t for n, t in own.items() if n != name]), text)
    ]
    assert len(held_out) >= 80
    assert sum(held_out) <= 0.15 * len(held_out)  # a band is made to hold nine of ten
    voice = fit(list(own.values()))
    small_words = [c.failing for t in others for c in checks(voice, t) if "function" in c.id]
    assert len(small_words) >= 25
    assert sum(small_words) >= 0.7 * len(small_words)


def checks(voice: Voice, text: str) -> list[Check]:
    """The fitted checks that apply to a text."""
    found = brand.analyse(Subject(parse(text), Brief("Any", voice=voice))).checks
    return [check for check in found if check.value is not None]
