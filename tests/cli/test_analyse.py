import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contentflow.cli.commands import main
from tests.cli.conftest import ARTICLE, Analyse, check_of

COMMON = {
    *("keyphrase_length", "keyphrase_density", "keyphrase_in_introduction", "keyphrase_in_title"),
    *("keyphrase_in_meta_description", "keyphrase_in_subheadings", "keyphrase_in_slug"),
    *("keyphrase_distribution", "image_alt", "title_width", "meta_description_length"),
    *("text_length", "internal_links", "outbound_links", "single_h1", "sentence_length"),
    *("paragraph_length", "section_length", "passive_voice", "transition_words"),
    *("sentence_beginnings", "flesch"),
}
COUNTS = {
    *("words", "sentences", "flesch", "passive_percent", "transition_percent"),
    *("long_sentence_percent", "keyphrase_count", "keyphrase_count_exact"),
    "keyphrase_density_percent",
}
FIELDS = {
    *("id", "group", "label", "value", "unit", "shown", "threshold", "rating", "points", "weight"),
    *("spans", "advice", "source", "evidence"),
}
RATINGS = {"good", "needs_work", "poor", "not_applicable"}
SLOW = ("reflex", "dbos", "langchain", "langgraph", "sqlalchemy", "fastapi", "httpx", "pydantic")


def test_json_is_one_object_with_scores_metrics_and_checks(article: Path, analyse: Analyse) -> None:
    report = analyse(article, "--keyphrase", "standing desk")
    assert list(report["scores"]) == ["seo", "readability", "brand", "geo"]
    assert set(report["metrics"]) >= COUNTS
    assert {check["id"] for check in report["checks"]} >= COMMON
    assert {check["rating"] for check in report["checks"]} <= RATINGS
    for check in report["checks"]:
        assert set(check) >= FIELDS
        assert all(span["text"] for span in check["spans"])


def test_standard_input_is_a_file_too(
    analyse: Analyse, article: Path, given: Callable[[bytes], None]
) -> None:
    read = analyse(article)
    for arguments in ((), ("-",)):
        given(ARTICLE.encode())
        assert analyse(*arguments)["checks"] == read["checks"]


def test_word_forms_count_unless_they_shall_not(article: Path, analyse: Analyse) -> None:
    counts = analyse(article, "--keyphrase", "desks")["metrics"]
    assert (counts["keyphrase_count"], counts["keyphrase_count_exact"]) == (5, 2)
    report = analyse(article, "--keyphrase", "desks", "--no-word-forms")
    counts = report["metrics"]
    assert (counts["keyphrase_count"], counts["keyphrase_count_exact"]) == (2, 2)
    assert check_of(report, "keyphrase_in_introduction")["rating"] == "poor"


def test_links_to_the_page_s_own_host_are_internal(article: Path, analyse: Analyse) -> None:
    def links(*arguments: str) -> tuple[float, float]:
        report = analyse(article, *arguments)
        names = ("internal_links", "outbound_links")
        internal, outbound = (check_of(report, name)["value"] for name in names)
        return internal, outbound

    assert links() == (1, 2)
    assert links("--url", "https://desks.example/blog/post") == (2, 1)
    assert links("--url", "https://www.Desks.example") == (2, 1)


def test_length_is_judged_by_the_general_threshold_or_the_type_s(
    tmp_path: Path, analyse: Analyse
) -> None:
    def rating(words: int, *arguments: str) -> str:
        file = tmp_path / "text.md"
        file.write_text(" ".join(["Desks stand here."] * (words // 3)))
        return str(check_of(analyse(file, *arguments), "text_length")["rating"])

    assert rating(300) == rating(3000) == "good"
    assert rating(297) != "good"
    assert rating(210, "--content-type", "landing_page") == "good"
    assert rating(900, "--words", "300") != "good"


def test_a_voice_makes_the_brand_score_apply(article: Path, analyse: Analyse) -> None:
    assert analyse(article)["scores"]["brand"] is None
    assert analyse(article, "--voice", "formal")["scores"]["brand"] is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.md",), "none.md: No such file or directory"),
        ((".",), ".: Is a directory"),
        (("latin.md",), "latin.md: it is not UTF-8 text"),
        (("binary.md",), "binary.md: it is not text"),
        (("large.md",), "large.md: it is larger than 2 MB"),
        (("good.md", "--content-type", "poem"), "invalid choice: 'poem'"),
        (("good.md", "--voice", "loud"), "none of plain, friendly, formal, confident"),
        (("good.md", "--voice", "good.md"), "good.md: The samples have"),
        (("good.md", "--url", "desks"), "--url: it must be an address"),
        (("good.md", "--url", "http://["), "--url: it must be an address"),
        (("good.md", "--words", "none"), "--words"),
        (("good.md", "--words", "0"), "--words"),
        (("good.md", "--words", "9" * 5000), "--words"),
        (("good.md", "--loud"), "--loud"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.md").write_text(ARTICLE)
    Path("latin.md").write_bytes("Café".encode("latin-1"))
    Path("binary.md").write_bytes(b"\0\1\2")
    Path("large.md").write_bytes(b"word " * 400_001)
    assert status_of("analyse", *arguments, "--json") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err


def status_of(*arguments: str) -> int:
    """The exit status, also where the parser leaves at once."""
    try:
        return main(arguments)
    except SystemExit as left:
        return int(str(left.code))


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tmp_path / "none.md"), str(article), str(article)]
    assert main(["analyse", "--json", *files]) == 2
    said = capsys.readouterr()
    assert [report["file"] for report in json.loads(said.out)] == [str(article)] * 2
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n",
        b"word",
        b"\xef\xbb\xbf# Title\r\n\r\nOne line.\r\n",
        b"```\nonly = code\n```\n",
        b"| a | b |\n|---|---|\n| 1 | 2 |\n",
        "# שלום\n\nזה טקסט קצר. הוא נכתב מימין לשמאל.\n".encode(),
        "Ein Satz. Noch ein Satz, der etwas länger ist als der erste.\n".encode() * 30,
        b"---\ntitle: x\n---\n",
        b"---\n",
        b"-" * 5000,
        b"[" * 5000,
        b"> " * 300 + b"deep",
    ],
)
def test_odd_texts_are_measured(
    text: bytes, given: Callable[[bytes], None], analyse: Analyse
) -> None:
    given(text)
    report = analyse("--keyphrase", "standing desk")
    assert all(score is None or 0 <= score <= 100 for score in report["scores"].values())
    given(text)
    assert main(["analyse"]) == 0


def test_a_byte_order_mark_and_windows_lines_change_nothing(
    given: Callable[[bytes], None], analyse: Analyse
) -> None:
    given(ARTICLE.encode())
    plain = analyse()
    given(b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    assert analyse() == plain


def test_what_measures_a_file_loads_no_server(article: Path) -> None:
    code = (
        "import sys\n"
        "from contentflow.cli.commands import main\n"
        f"main(['analyse', {str(article)!r}, '--json'])\n"
        "sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert not set(SLOW) & set(done.stderr.split())
    assert json.loads(done.stdout)["file"] == str(article)


def test_who_reads_only_the_start_sees_no_failure(article: Path) -> None:
    command = f"{sys.executable} -m contentflow analyse {article} --json | head -c 10"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stderr == ""
