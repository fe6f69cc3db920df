"""Every figure, one JSON line each: `python -m bench [--write] [--full] [--only NAME ...]`."""

import argparse
import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from bench import engine, faults, fleet, product, report, soak
from contentflow.serve import build_if_changed

ONLY_FULL = ("soak", "fleet_sqlite_200", "fleet_postgres_200", "chaos_100")  # minutes each
SHORT, LONG = 400, 1000  # words of the articles in the runs with faults: about 8 and 25 calls


def figures(words: int) -> dict[str, Callable[[], Any]]:
    """How each figure is measured, in the order that disturbs the next one least."""
    return {
        "overhead_200ms": lambda: asyncio.run(engine.overhead(0.2)),
        "overhead_0ms": lambda: asyncio.run(engine.overhead(0.0)),
        "second_start": product.second_start,
        "memory_and_lag": product.memory_and_lag,
        "examples": product.examples,
        "disconnects": soak.disconnects,
        "faults": lambda: asyncio.run(faults.faults(200, 0.2, words)),
        "fleet_sqlite": lambda: fleet.on_sqlite(32),
        "fleet_postgres": lambda: fleet.on_postgres(32),
        "chaos": lambda: fleet.chaos(40),
        "soak": soak.soak,
        "fleet_sqlite_200": lambda: fleet.on_sqlite(200),
        "fleet_postgres_200": lambda: fleet.on_postgres(200),
        "chaos_100": lambda: fleet.chaos(100),
    }


def main() -> None:
    """Measure what is asked for; --write puts a whole run into docs/benchmarks.md."""
    names = list(figures(SHORT))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--full", action="store_true", help="long articles in the runs with faults")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    given = parser.parse_args()
    if given.write and given.only:
        parser.error("--write takes all figures from one run, so it goes without --only")
    build_if_changed()
    measured_on = report.machine()
    print(json.dumps({"machine": measured_on}), flush=True)
    found = {}
    for name, measure in figures(LONG if given.full else SHORT).items():
        if name in (given.only or names) and (given.only or given.full or name not in ONLY_FULL):
            began = time.perf_counter()
            found[name] = measure()
            took = round(time.perf_counter() - began, 1)
            print(json.dumps({name: found[name], "took_s": took}), flush=True)
    if given.write:
        report.write(measured_on, found)


if __name__ == "__main__":  # the measuring process imports this module again
    main()
