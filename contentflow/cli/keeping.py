"""The commands that copy an installation: backup, restore, move."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from contentflow import backups, moving
from contentflow.cli.terminal import say
from contentflow.config import Config, config
from contentflow.errors import ConfigurationError
from contentflow.lock import single_process
from contentflow.moving import Moved


def back_up(given: argparse.Namespace) -> int:
    """Write both databases into one file."""
    settings = config()
    target = Path(given.file) if given.file else _by_time(settings)
    made = backups.back_up(settings, target)
    say(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")
    return 0


def _by_time(settings: Config) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return settings.data_dir / "backups" / f"contentflow-{moment}.zip"


def restore(given: argparse.Namespace) -> int:
    """Put both databases back."""
    settings = config()
    with single_process(settings.data_dir):
        backups.restore(settings, Path(given.file))
    say("Restored. Start the server again.")
    return 0


def move(given: argparse.Namespace) -> int:
    """Copy the tables to PostgreSQL."""
    settings = config()
    if not given.to.startswith(("postgresql://", "postgresql+psycopg://")):
        raise ConfigurationError("--to must be an address like postgresql://user@host/database")
    with single_process(settings.data_dir):
        moved = moving.move(settings.database, given.to, _say_table)
    say(f"{sum(one.rows for one in moved):,} rows are in the new database, each as before.")
    say("Now set CONTENTFLOW_DATABASE_URL and CONTENTFLOW_ENGINE_URL (a second, empty database).")
    return 0


def _say_table(moved: Moved) -> None:
    say(f"{moved.rows:>10,}  {moved.table}")
