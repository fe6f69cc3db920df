"""Every tone has a voice of its own that can be measured."""

import pytest

from contentflow.analysis.voices import voice_for
from contentflow.names import ScoreName, Tone
from tests.analysis.article import BRIEF, check_of, measure, swapped


@pytest.mark.parametrize("tone", list(Tone))
def test_a_voice_is_measurable(tone: Tone) -> None:
    voice = voice_for(tone)
    assert len(voice.banned) >= 40
    phrases = [term.phrase for term in (*voice.banned, *voice.preferred)]
    assert len(phrases) == len(set(phrases))
    banned = set(phrases)
    assert not [term for term in (*voice.banned, *voice.preferred) if term.replacement in banned]
    brief = type(BRIEF)(**{**vars(BRIEF), "voice": voice})
    report = measure(swapped("In short,", "In today’s digital age, leverage it:"), brief)
    assert report.scores[ScoreName.BRAND] is not None
    assert check_of(report, "banned_terms").value == 2


def test_tones_differ() -> None:
    assert len({voice_for(tone) for tone in Tone}) == len(Tone)
