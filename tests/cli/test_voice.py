from pathlib import Path

import pytest

from contentflow.analysis.voices import VOICES
from contentflow.brief import Term, Voice
from contentflow.cli.voice import find_voice
from contentflow.errors import Invalid
from contentflow.names import Tone

SAMPLE = "We write short texts. You will like them, and they're easy to read. "


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_a_voice(tone: Tone) -> None:
    assert find_voice(tone.value) == VOICES[tone]


def test_samples_are_fitted(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(SAMPLE * 30)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "two.TXT").write_text(SAMPLE * 30)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    voice = find_voice(str(tmp_path))
    assert voice.name == tmp_path.stem
    assert voice.bands
    assert find_voice(str(tmp_path / "one.md")).bands


def test_terms_come_from_json(tmp_path: Path) -> None:
    file = tmp_path / "acme.json"
    file.write_text(
        '{"banned": ["cheap"], "preferred": [{"phrase": "buy", "replacement": "get"}],'
        ' "cased": ["AcmeOS"]}'
    )
    voice = find_voice(str(file))
    assert (voice.name, voice.cased) == ("acme", ("AcmeOS",))
    assert voice.banned == (Term("cheap"),)
    assert voice.preferred == (Term("buy", "get"),)
    file.write_text('{"name": "Acme", "visibility": "team", "terms": {"cased": ["AcmeOS"]}}')
    assert find_voice(str(file)) == Voice("Acme", cased=("AcmeOS",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"banned": [1]}',
        '{"bannd": []}',
        '{"preferred": ["a"]}',
        '{"terms": 3}',
        "[" * 9999,
    ],
)
def test_json_of_another_shape_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "acme.json"
    file.write_text(text)
    with pytest.raises(Invalid) as refused:
        find_voice(str(file))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["", "Plain", "none.md", "none.json", "empty", "folders", "n" * 5000]
)
def test_what_is_no_voice_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("folders", "deep.md").mkdir(parents=True)
    with pytest.raises(Invalid):
        find_voice(name)
