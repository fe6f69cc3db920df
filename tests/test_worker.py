"""A worker that cannot start says why in one line."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from contentflow.migrate import migrate, sync_url
from tests.e2e.server import free_port
from tests.engine.workers import WorkerProcess, settings_for
from tests.model_server import ModelServer
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

pytestmark = pytest.mark.apart


def started(folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "contentflow", "worker"],
        env={"PATH": "/usr/bin:/bin", "CONTENTFLOW_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def test_it_asks_for_what_a_worker_needs(tmp_path: Path) -> None:
    status, said = started(tmp_path, {})
    assert status != 0
    assert said.startswith("A worker needs CONTENTFLOW_ENGINE_URL")


def test_a_database_that_does_not_answer(
    tmp_path: Path, redis_server: RedisServer, model_server: ModelServer
) -> None:
    nobody = f"postgresql://contentflow@127.0.0.1:{free_port()}/contentflow"
    status, said = started(tmp_path, settings_for(model_server, nobody, nobody, redis_server.url))
    assert status != 0
    assert "The database does not answer" in said
    assert "Traceback" not in said


def test_without_redis_it_works_and_says_so(
    tmp_path: Path, postgres: PostgresServer, model_server: ModelServer
) -> None:
    databases = postgres.new_database(), postgres.new_database()
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    with WorkerProcess(tmp_path, **settings_for(model_server, *databases, nobody)) as worker:
        worker.wait_until_ready()
        said = worker.log()
        assert worker.stop() == 0
    assert "Redis does not answer" in said
    assert "Traceback" not in said


def test_tables_of_a_version_it_does_not_know(
    tmp_path: Path, postgres: PostgresServer, redis_server: RedisServer, model_server: ModelServer
) -> None:
    database, own = postgres.new_database(), postgres.new_database()
    url = sync_url(database)
    migrate(url, tmp_path)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999_tomorrow'"))
    status, said = started(tmp_path, settings_for(model_server, database, own, redis_server.url))
    assert status != 0
    assert "The database is of a newer version (9999_tomorrow)" in said
    assert "Traceback" not in said
