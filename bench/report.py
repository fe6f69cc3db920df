"""The figures as a page: docs/benchmarks.md, written by `python -m bench --write`."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import plot
from bench.legend import LEGEND
from bench.told import ROWS

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
PLOT = PAGE.with_name("growth.svg")
RESULTS = PAGE.with_suffix(".json")
Figures = dict[str, Any]
Kept = dict[str, dict[str, Any]]  # what was found, on which date, at which commit


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
    """Put figures into the page, beside those that this machine measured before."""
    kept = _kept(measured_on)
    when = {name: measured_on[name] for name in ("date", "commit")}
    for name, found in figures.items():
        kept[name] = {"found": found, **when}
    stored = {"machine": _where(measured_on), "figures": kept}
    RESULTS.write_text(json.dumps(stored, indent=1) + "\n")
    PAGE.write_text(page(measured_on, kept))


def _kept(measured_on: dict[str, Any]) -> Kept:
    """What was measured before; another machine's figures are not to be compared with ours."""
    if not RESULTS.exists():
        return {}
    stored = json.loads(RESULTS.read_text())
    figures: Kept = stored["figures"] if stored["machine"] == _where(measured_on) else {}
    return figures


def _where(measured_on: dict[str, Any]) -> dict[str, Any]:
    return {name: measured_on[name] for name in ("processor", "cores", "memory_gb", "python")}


def page(measured_on: dict[str, Any], kept: Kept) -> str:
    """The page's Markdown."""
    figures = {name: one["found"] for name, one in kept.items()}
    measured = {name: f"{one['date']}, {one['commit']}" for name, one in kept.items()}
    parts = [
        _INTRO,
        _machine(measured_on),
        _rows(figures, measured),
        _growth(figures),
        _examples(figures),
    ]
    return "\n".join([*filter(None, parts), LEGEND])


_INTRO = """# Benchmarks

Written by `python -m bench --write`; do not edit by hand. `make bench` prints these figures in
about 15 minutes; `make bench-full` measures them at full size, and the long ones too. Each row
tells when it was measured and at which commit, all of them on the machine below.
"""


def _machine(measured_on: dict[str, Any]) -> str:
    where = _where(measured_on) | {"system": measured_on["system"]}
    rows = [f"| {name.replace('_', ' ')} | {value} |" for name, value in where.items()]
    return "\n".join(["## Machine", "", "| | |", "|---|---|", *rows, ""])


def _rows(figures: Figures, measured: dict[str, str]) -> str:
    lines = ["## Figures", "", "| figure | measured | wished | when, at |", "|---|---|---|---|"]
    for name, tell, wished in ROWS:
        if name in figures and not failed(figures[name]):
            lines.append(f"| {tell(figures[name])} | {wished} | {measured[name]} |")
    lines += [
        f"| {name} | not measured: {figures[name]['error']} | | {measured[name]} |"
        for name in _failed(figures)
    ]
    return "\n".join([*lines, ""])


def failed(found: Any) -> bool:
    """True for a figure that could not be measured."""
    return isinstance(found, dict) and "error" in found


def _failed(figures: Figures) -> list[str]:
    return [name for name, found in figures.items() if failed(found)]


def _growth(figures: Figures) -> str:
    found = figures.get("growth")
    if not found or failed(found):
        return ""
    PLOT.write_text(plot.svg(found["points"]))
    lines = [
        "## How it grows",
        "",
        f"![Seconds by number of campaigns, beside the ideal]({PLOT.name})",
        "",
        "| campaigns | seconds | ideal | ratio | memory, most |",
        "|---|---|---|---|---|",
    ]
    for one in found["points"]:
        values = (f"{one['seconds']}", f"{one['ideal_seconds']}", f"{one['ratio']:.3f}")
        lines.append(f"| {one['campaigns']:,} | {' | '.join(values)} | {one['most_mb']} MB |")
    return "\n".join([*lines, ""])


def _examples(figures: Figures) -> str:
    found = figures.get("examples")
    if not found or failed(found):
        return ""
    lines = [
        "## The three examples on the demo model",
        "",
        "| example | seconds (wished: under 300) | agents completed | scores |",
        "|---|---|---|---|",
    ]
    for one in found["runs"]:
        done = sum(agent[0] == "completed" for agent in one["agents"].values())
        scores = ", ".join(f"{name} {score}" for name, score in one["scores"].items())
        lines.append(f"| {one['example']} | {one['seconds']} | {done} of 5 | {scores} |")
    return "\n".join([*lines, ""])
