"""Every figure, one JSON line each: `python -m bench [--write] [--full] [--only NAME ...]`."""

import argparse
import json
import sys
import time
import traceback
from typing import Any

from httpx import HTTPError
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy.exc import SQLAlchemyError
from websockets.exceptions import WebSocketException

from bench import report
from bench.figures import Measure, figures
from contentflow.errors import ContentflowError
from contentflow.serve import build_if_changed

# What a server, a browser, a database or figures that never came may answer.
_UNMEASURED = (
    *(ArithmeticError, AssertionError, LookupError, OSError, ValueError),
    *(ContentflowError, HTTPError, PlaywrightError, SQLAlchemyError, WebSocketException),
)


def main() -> int:
    """Measure what is asked for; --write puts it into docs/benchmarks.md."""
    every = figures(full=True)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--full", action="store_true", help="everything at full size: hours")
    parser.add_argument("--only", nargs="+", choices=list(every), metavar="N", help=" ".join(every))
    given = parser.parse_args()
    build_if_changed()
    measured_on = report.machine()
    print(json.dumps({"machine": measured_on}), flush=True)
    wanted = {
        name: measure
        for name, measure in figures(full=given.full).items()
        if name in (given.only or every)
    }
    failed = False
    for name, measure in wanted.items():
        found = _measured(name, measure)
        failed |= report.failed(found)
        if given.write:  # at once: who stops a long run keeps what it has measured
            report.write(measured_on, {name: found})
    return int(failed)


def _measured(name: str, measure: Measure) -> Any:
    """One figure. One that cannot be measured must not lose the others."""
    began = time.perf_counter()
    try:
        found = measure()
    except _UNMEASURED as error:
        traceback.print_exc()
        found = {"error": f"{type(error).__name__}: {error}"[:500]}
    took = round(time.perf_counter() - began, 1)
    print(json.dumps({name: found, "took_s": took}), flush=True)
    return found


if __name__ == "__main__":  # the measuring process imports this module again
    sys.exit(main())
