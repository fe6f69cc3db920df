"""The comparison with yoastseo: `python -m bench.yoast [--run] [--speed] [--differences]`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from typing import Any

from bench.yoast import speed
from bench.yoast.compare import RESULTS, added_by_forms, differences, pairs, table
from bench.yoast.corpus import HERE, as_lines, samples


def measure(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """yoastseo's results; needs Node and `npm install yoastseo@3.6.0` (YOAST_DIR: where)."""
    node = shutil.which("node")
    if node is None:
        sys.exit("Node is missing: yoastseo needs it.")
    command = [node, str(HERE / "measure.mjs")]
    done = subprocess.run(command, input=as_lines(papers), capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return [json.loads(line) for line in done.stdout.splitlines()]


def store(results: list[dict[str, Any]]) -> None:
    """Keep the results without the times, so that a second run changes nothing."""
    kept = [{k: v for k, v in result.items() if k != "milliseconds"} for result in results]
    lines = ",\n".join(json.dumps(result, sort_keys=True) for result in kept)
    RESULTS.write_text(f"[\n{lines}\n]\n", "utf-8")


def main() -> int:
    """Print the table; 1 when a line is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.yoast", description=__doc__)
    parser.add_argument("--run", action="store_true", help="measure with yoastseo again (Node)")
    parser.add_argument("--speed", action="store_true", help="time both tools (Node)")
    parser.add_argument("--differences", action="store_true", help="list what differs")
    given = parser.parse_args()
    corpus = samples()
    if given.speed:
        return speed.report(measure)
    if given.run:
        store(measure([sample.paper for sample in corpus]))
    found = pairs(corpus)
    lines = table(found)
    print(f"{len(found)} texts\n" + "\n".join(map(str, lines)))
    if given.differences:
        print("\nDiffering ratings (ours, theirs):\n" + "\n".join(differences(found)))
        print("\nWhat word forms add:\n" + "\n".join(added_by_forms(corpus)))
    return 0 if all(line.met for line in lines) else 1


if __name__ == "__main__":
    os.environ.setdefault("YOAST_DIR", os.getcwd())
    sys.exit(main())
