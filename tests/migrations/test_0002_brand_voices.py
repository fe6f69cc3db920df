"""A database of the first version becomes one with brand voices, and nothing in it changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from contentflow import migrate

_PERSON = "insert into users values ('u1', 'a@b.c', 'A', 'x', 'EDITOR', '2026-01-01', null)"
_CAMPAIGN = (
    "insert into campaigns (id, user_id, topic, title, audience, goal, content_type, keyphrase,"
    " tone, target_words, priority, visibility, status, progress, scores, version, seq,"
    " created_at, updated_at) values ('c1', 'u1', 'Tea', '', '', '', 'BLOG_POST', '', 'plain',"
    " 800, 'STANDARD', 'PRIVATE', 'DRAFT', 0, '{}', 0, 0, '2026-01-01', '2026-01-01')"
)
_SOURCE = (
    "insert into sources (id, campaign_id, position, kind, value, title, text, sha256, status,"
    " error) values ('s1', 'c1', 0, 'TEXT', 'Tea is hot.', '', '', '', 'READ', '')"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite file as the first version left it, with a draft in it."""
    made = tmp_path / "contentflow.db"
    to(made, "0001")
    with closing(sqlite3.connect(made)) as connection:
        for statement in (_PERSON, _CAMPAIGN, _SOURCE):
            connection.execute(statement)
        connection.commit()
    return made


def to(file: Path, version: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        action = command.downgrade if migrate.state(f"sqlite:///{file}") else command.upgrade
        action(migrate._alembic(connection), version)
    engine.dispose()


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_campaigns_get_an_empty_voice_and_keep_everything_else(file: Path, tmp_path: Path) -> None:
    before = rows(file, "select * from sources")
    migrate.migrate(f"sqlite:///{file}", tmp_path)
    assert rows(file, "select id, topic, tone, brand_voice_id, voice from campaigns") == [
        ("c1", "Tea", "plain", None, None)
    ]
    assert rows(file, "select * from sources") == before
    assert rows(file, "pragma foreign_key_check") == []
    assert rows(file, "select count(*) from brand_voices") == [(0,)]


def test_the_copy_made_first_is_the_old_database(file: Path, tmp_path: Path) -> None:
    migrate.migrate(f"sqlite:///{file}", tmp_path)
    (copy,) = (tmp_path / "backups").glob("*.db")
    assert migrate.state(f"sqlite:///{copy}") == "0001"
    assert rows(copy, "select topic from campaigns") == [("Tea",)]


def test_it_goes_back_too(file: Path, tmp_path: Path) -> None:
    migrate.migrate(f"sqlite:///{file}", tmp_path)
    to(file, "0001")
    assert rows(file, "select topic from campaigns") == [("Tea",)]
    assert rows(file, "select name from sqlite_master where name like '%voice%'") == []
