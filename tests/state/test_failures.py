"""A stranger's nonsense is one line of the log; a bug of ours is told whole."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from contentflow.state import failures, words


@pytest.fixture(autouse=True)
def _fresh() -> None:
    structlog.reset_defaults()


def caught(function: Callable[[Any], object], argument: Any) -> Exception:
    with pytest.raises((TypeError, ValueError)) as info:
        function(argument)
    return info.value


def test_a_call_that_never_reached_us_is_one_short_line() -> None:
    with capture_logs() as logs:
        said = failures.handler_failed(caught(int, "x" * 10_000))
    assert said is None
    assert [line["log_level"] for line in logs] == ["warning"]
    assert len(logs[0]["error"]) <= 500
    assert "exc_info" not in logs[0]


def test_a_bug_of_ours_is_told_whole_and_the_person_hears_of_it() -> None:
    error = caught(words.duration, "no number")
    with capture_logs() as logs:
        said = failures.handler_failed(error)
    assert said is not None
    assert "in duration" in logs[0]["exception"]
    assert "exc_info" not in logs[0]  # it would show the values of our variables


@pytest.mark.parametrize("hearer", failures._HEARERS)
def test_what_reflex_itself_stumbles_over_is_one_short_line(
    hearer: str, caplog: pytest.LogCaptureFixture
) -> None:
    failures.quieten()
    with capture_logs() as logs:
        logged(hearer, lambda: {}["x" * 10_000])
    assert [line["event"] for line in logs] == ["event refused"]
    assert len(logs[0]["error"]) <= 500
    assert caplog.records == []


def test_a_bug_of_ours_is_told_whole_wherever_it_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures.quieten()
    logged(failures._HEARERS[0], lambda: words.duration("no number"))  # type: ignore[arg-type]
    assert "in duration" in caplog.text


def logged(hearer: str, failing: Callable[[], object]) -> None:
    try:
        failing()
    except (KeyError, TypeError):
        logging.getLogger(hearer).exception("it failed")


def test_a_browser_cannot_write_much() -> None:
    with capture_logs() as logs:
        failures.browser_failed(Exception("y" * 10_000))
    assert len(logs[0]["error"]) <= 500
