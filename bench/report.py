"""The figures as a page: docs/benchmarks.md, written by `python -m bench --write`."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
Figures = dict[str, Any]


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _said("git", "rev-parse", "--short", "HEAD"),
        "processor": _of("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _of(path: str, field: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(field)), "")


def _said(*command: str) -> str:
    done = subprocess.run(command, cwd=PAGE.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write(measured_on: dict[str, Any], figures: Figures) -> None:
    """Put the figures of one whole run of the bench into the page."""
    PAGE.write_text(page(measured_on, figures))


def page(measured_on: dict[str, Any], figures: Figures) -> str:
    """The page's Markdown."""
    parts = [_INTRO, _machine(measured_on), _rows(figures), _examples(figures), _LEGEND]
    return "\n".join(part for part in parts if part)


_INTRO = """# Benchmarks

Written by `python -m bench --write` from one run; do not edit by hand. `make bench` prints the same
figures, `make bench-full` runs the faults on longer articles.
"""

_LEGEND = """## What is measured

- **Engine overhead**: seconds from sending a brief to the end of its run with the whole engine
  (queue, journal of model calls, events, versions, DBOS), divided by those of the same graph,
  agents and measuring on bare LangGraph. In one process, in turns, medians; the first pair warms
  up and is left out. The scripted model is a process of its own.
- **Faults**: a share of all model calls fails with a 429, a 500, a dropped connection, a cut or
  broken stream, an error in the stream, an empty reply, the prompt again or another script.
  Retries and their waiting are the product's own; only the number of runs at once is raised to 16.
- **Memory**: resident size of the web process after 20 finished campaigns were each opened once in
  a browser. The measuring process and the demo model are processes of their own and not in it.
- **Loop lag**: inside the web process, how much later than asked a sleep of 10 ms returns, during
  20 runs of which four work at a time, and during one run that a browser watches on the same cores.
- **Examples**: the briefs in `examples/` in full, on the demo model, through the HTTP routes.
"""


def _machine(measured_on: dict[str, Any]) -> str:
    rows = [f"| {name.replace('_', ' ')} | {value} |" for name, value in measured_on.items()]
    return "\n".join(["## Machine", "", "| | |", "|---|---|", *rows, ""])


def _rows(figures: Figures) -> str:
    lines = ["## Figures", "", "| figure | measured | wished |", "|---|---|---|"]
    for name, tell, wished in _TOLD:
        if name in figures:
            lines.append(f"| {tell(figures[name])} | {wished} |")
    return "\n".join([*lines, ""])


def _overhead(found: dict[str, Any]) -> str:
    return (
        f"Engine overhead, {found['calls']} calls of {found['latency_s'] * 1000:.0f} ms"
        f" | {found['ratio']:.3f} times bare LangGraph ({found['durable_s']} s to"
        f" {found['bare_s']} s, median of {found['pairs']})"
    )


def _faults(found: dict[str, Any]) -> str:
    return (
        f"{found['runs']} runs, {found['fault_rate']:.0%} of calls fail"
        f" | {found['completed_share']:.1%} completed, {found['stuck']} stuck;"
        f" {found['failed_calls']} of {found['calls']} calls failed; {found['seconds']:.0f} s"
    )


def _memory(found: dict[str, Any]) -> str:
    return (
        f"Web process, {found['campaigns_opened']} finished campaigns opened"
        f" | {found['web_process_mb']} MB"
    )


def _lag(found: dict[str, Any]) -> str:
    alone, watched = found["loop_lag_ms_unwatched"], found["loop_lag_ms_with_a_page_open"]
    return (
        f"Event loop lag in runs, p99 | {alone['p99']} ms with four runs at work;"
        f" {watched['p99']} ms with one run and a page open"
    )


def _start(found: dict[str, Any]) -> str:
    return f"Second start, command to /healthz | {found['seconds']} s (median of 5)"


def _timeline(found: dict[str, Any]) -> str:
    return (
        f"Timeline of a run with {found['calls']} model calls, from a click to its calls drawn"
        f" | {found['drawn_ms']:.0f} ms (median; worst {found['drawn_worst_ms']:.0f} ms)"
    )


def _exports(found: dict[str, Any]) -> str:
    each = ", ".join(f"{name} {took:.0f} ms" for name, took in found["write_ms"].items())
    return (
        f"The same run read and written as a file"
        f" | read {found['read_ms']:.0f} ms; {each} (worst {found['write_worst_ms']:.0f} ms)"
    )


_TOLD = (
    ("overhead_200ms", _overhead, "1.05 at most"),
    ("overhead_0ms", _overhead, "reported"),
    ("faults", _faults, "99 % at least, none stuck"),
    ("memory_and_lag", _memory, "reported"),
    ("memory_and_lag", _lag, "20 ms"),
    ("second_start", _start, "under 5 s"),
    ("timeline", _timeline, "under 500 ms"),
    ("timeline", _exports, "under 200 ms"),
)


def _examples(figures: Figures) -> str:
    found = figures.get("examples")
    if not found:
        return ""
    lines = [
        "## The three examples on the demo model",
        "",
        "| example | seconds (wished: under 300) | agents completed | scores |",
        "|---|---|---|---|",
    ]
    for one in found:
        done = sum(agent[0] == "completed" for agent in one["agents"].values())
        scores = ", ".join(f"{name} {score}" for name, score in one["scores"].items())
        lines.append(f"| {one['example']} | {one['seconds']} | {done} of 5 | {scores} |")
    return "\n".join([*lines, ""])
