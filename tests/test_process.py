"""The server process ends with its supervisor, and its log tells no secrets."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
import structlog

from contentflow import process
from contentflow.process import foretell, leave_with_parent, log_plainly


async def test_it_ends_itself_when_the_parent_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))

    await leave_with_parent(parent=-1)

    assert sent == [(os.getpid(), signal.SIGTERM)]


async def test_it_stays_while_the_parent_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("ended though the parent lives"))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(leave_with_parent(os.getppid(), every=0.01), timeout=0.05)


_HEAPS = """
import ctypes, sys, threading
from contentflow import process
if sys.argv[1] == "shared":
    process.share_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
held = threading.Barrier(21)
def work():
    libc.malloc(4096)
    held.wait()
threads = [threading.Thread(target=work) for _ in range(20)]
for thread in threads:
    thread.start()
held.wait()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
"""


@pytest.mark.parametrize(("memory", "heaps"), [("as it is", range(3, 99)), ("shared", range(1, 3))])
def test_twenty_threads_have_two_heaps(memory: str, heaps: range) -> None:
    command = (sys.executable, "-c", _HEAPS, memory)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.count("<heap nr=") in heaps


def fail(secret: str) -> None:
    raise RuntimeError("the disk is full")


def logged(log: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> list[str]:
    log_plainly()
    try:
        log()
    finally:
        structlog.reset_defaults()
        logging.getLogger("dbos").handlers.clear()
        logging.getLogger("dbos").propagate = True
    return capsys.readouterr().err.splitlines()


def test_an_exception_is_told_without_what_variables_held(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def log() -> None:
        key = "-".join(("sk", "a", "key", "in", "a", "variable"))
        try:
            fail(key)
        except RuntimeError:
            structlog.get_logger().exception("run failed", run_id="r1")

    lines = logged(log, capsys)
    assert lines[0].endswith(" error run failed run_id='r1'")
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "RuntimeError: the disk is full"
    assert not [line for line in lines if "sk-a-key" in line]


def test_nobody_makes_one_line_look_like_two(capsys: pytest.CaptureFixture[str]) -> None:
    said = "x\n2026-01-01 error run failed"

    lines = logged(lambda: structlog.get_logger().warning(said, error=said), capsys)

    assert len(lines) == 1
    assert lines[0].count(r"x\n2026-01-01 error run failed") == 2


@pytest.mark.parametrize("somebody", [True, False])
async def test_who_is_told_of_the_end_has_a_moment(
    monkeypatch: pytest.MonkeyPatch, somebody: bool
) -> None:
    monkeypatch.setattr(process, "_LAST_WORDS", 0.2)
    loop = asyncio.get_running_loop()
    stopped, told = asyncio.Event(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        foretell(lambda: told.set() is None and somebody)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(told.wait(), 1)
        await asyncio.sleep(0.05)
        assert stopped.is_set() is not somebody
        await asyncio.wait_for(stopped.wait(), 1)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def test_without_a_server_nothing_is_foretold() -> None:
    foretell(lambda: pytest.fail("nobody stops"))
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_librarys_lines_stand_among_ours_with_their_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def log() -> None:
        with structlog.contextvars.bound_contextvars(run_id="r1"):
            logging.getLogger("dbos").critical("the step %s failed", 3)

    lines = logged(log, capsys)
    assert len(lines) == 1
    assert " critical the step 3 failed " in lines[0]
    assert "library='dbos'" in lines[0]
    assert "run_id='r1'" in lines[0]
