"""Words for times, money and counts."""

from datetime import UTC, datetime, timedelta

import pytest

from contentflow.state import words

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (38.2, "38 s"),
        (59.6, "1 min"),
        (100, "1 min 40 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
    ],
)
def test_duration(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "about 5 s"), (36, "about 40 s"), (93, "about 1 min 40 s"), (601, "about 11 min")],
)
def test_about_rounds_up(seconds: float, said: str) -> None:
    assert words.about(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0:00"), (5, "0:05"), (130, "2:10"), (3730, "1:02:10")]
)
def test_offset(seconds: float, said: str) -> None:
    assert words.offset(seconds) == said


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        (None, "unpriced"),
        (0.0, "$0"),
        (0.0001, "under $0.001"),
        (0.0142, "$0.014"),
        (1234.5, "$1,234.50"),
    ],
)
def test_money_never_shows_an_unknown_price_as_zero(usd: float | None, said: str) -> None:
    assert words.money(usd) == said


def test_count() -> None:
    assert words.count(1, "word") == "1 word"
    assert words.count(1200, "word") == "1,200 words"
    assert words.count(2, "retry", "retries") == "2 retries"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (20, "just now"),
        (330, "5 min ago"),
        (3 * 3600, "3 h ago"),
        (86_400, "1 day ago"),
        (30 * 86_400, "31 Jan 2026"),
    ],
)
def test_ago(seconds: float, said: str) -> None:
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


@pytest.mark.parametrize(
    ("name", "said"), [("Maya Chen", "MC"), ("maya", "M"), ("Ana de la Cruz", "AC"), ("", "")]
)
def test_initials(name: str, said: str) -> None:
    assert words.initials(name) == said


def test_nothing_took_no_time() -> None:
    assert words.took(0.04) == "under 1 s"
    assert words.took(1.2) == "1 s"


@pytest.mark.parametrize(
    ("doing", "said"),
    [
        ("Splitting a 31-word sentence in paragraph 4", "Split a 31-word sentence in paragraph 4"),
        ("Using simpler words", "Used simpler words"),
        ("Adding a sentence: length", "Added a sentence: length"),
        ("Varying sentence beginnings", "Varied sentence beginnings"),
        ("Rewriting the title", "Rewrote the title"),
        ("Planning the sections", "Planned the sections"),
        ("Kept as it was", "Kept as it was"),
        ("", ""),
    ],
)
def test_what_was_done_is_told_in_the_past(doing: str, said: str) -> None:
    assert words.done(doing) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under 1 min old"),
        (330, "5 min old"),
        (7_300, "2 h old"),
        (47 * 3600, "47 h old"),
        (3 * 86_400, "3 days old"),
    ],
)
def test_age(seconds: float, said: str) -> None:
    assert words.age(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 kB"), (1, "1 kB"), (340_000, "340 kB"), (2_100_000, "2.1 MB")],
)
def test_size(count: int, said: str) -> None:
    assert words.size(count) == said
