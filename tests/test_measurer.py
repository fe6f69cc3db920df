"""The measuring process is light: what it loads delays every start and its own replacement."""

import subprocess
import sys

HEAVY = {"contentflow.engine", "contentflow.db", "dbos", "langgraph", "reflex", "sqlalchemy"}


def test_it_loads_nothing_of_the_engine() -> None:
    code = "import sys, contentflow.measurer; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "contentflow.analysis" in loaded
    assert loaded & HEAVY == set()
