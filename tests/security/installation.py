"""One installation with a person of each kind, a shared campaign and a private brand voice."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentflow import accounts, campaigns, db, routes, sharing, voices
from contentflow.batches import creation, members
from contentflow.batches.creation import Order
from contentflow.batches.members import Wanted
from contentflow.batches.terms import Terms
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.models import new_id
from contentflow.names import Role
from tests.conftest import PASSWORD
from tests.e2e.conftest import scripted_by
from tests.e2e.server import Server
from tests.model_server import ModelServer
from tests.security.outcomes import VOICE

TOPIC = "The reorganisation nobody may hear about yet"
ROLES = {
    "viewer": Role.VIEWER,
    "stranger": Role.EDITOR,
    "editor": Role.EDITOR,
    "admin": Role.ADMIN,
    "owner": Role.EDITOR,
}
_RESTORED = (
    "users",
    "settings",
    "campaigns",
    "runs",
    "agent_performance",
    "agent_decisions",
    "agent_results",
    "content_versions",
    "model_calls",
    "approvals",
    "run_events",
    "campaign_members",
    "notifications",
    "brand_voices",
    "webhooks",
    "batches",
)
_PASSING = {"sessions", "websocket_sessions", "audit_log", "workers"}  # what being there leaves


@dataclass
class Installation:
    """A server that runs, with what is in it."""

    server: Server
    folder: Path
    campaign_id: str
    run_id: str
    voice_id: str
    batch_id: str
    member_id: str  # the batch's one campaign
    sessions: dict[str, str]
    people: dict[str, str]  # ids
    decision_id: str = ""  # of an edit that was kept
    first_rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict, repr=False)

    def cookie(self, who: str) -> str:
        token = self.sessions.get(who)
        return f"{routes.SESSION_COOKIE}={token}" if token else ""

    def client(self, who: str) -> httpx.Client:
        headers = {"Origin": self.server.url}
        if cookie := self.cookie(who):
            headers["Cookie"] = cookie
        return httpx.Client(base_url=self.server.url, headers=headers, timeout=30)

    def restore(self) -> None:
        """Undo what was allowed, once what it began is over: who is whom, who sees what."""
        self._wait_for_rest()
        with sqlite3.connect(self.folder / "contentflow.db", timeout=20) as database:
            for table, rows in self.first_rows.items():
                database.execute(f"delete from {table}")  # noqa: S608
                for row in rows:
                    places = ", ".join("?" * len(row))
                    database.execute(f"insert into {table} values ({places})", row)  # noqa: S608

    def _wait_for_rest(self) -> None:
        """No run is under way."""
        ended = "('COMPLETED', 'NEEDS_ATTENTION', 'FAILED', 'CANCELLED')"
        query = f"select count(*) from runs where status not in {ended}"  # noqa: S608
        for _ in range(300):
            with sqlite3.connect(self.folder / "contentflow.db", timeout=20) as database:
                if database.execute(query).fetchone() == (0,):
                    return
            time.sleep(0.1)
        pytest.fail("a run did not end")

    def remember(self) -> None:
        """Take down what `restore` puts back."""
        with sqlite3.connect(self.folder / "contentflow.db", timeout=20) as database:
            kept = "select id from agent_decisions where lower(outcome) = 'kept' and run_id = ?"
            self.decision_id = str(database.execute(kept, (self.run_id,)).fetchone()[0])
            for table in _RESTORED:
                rows = database.execute(f"select * from {table}").fetchall()  # noqa: S608
                self.first_rows[table] = rows

    def rows(self) -> set[str]:
        """Every row that somebody's doing could change, with its table's name."""
        with sqlite3.connect(self.folder / "contentflow.db", timeout=20) as database:
            tables = database.execute("select name from sqlite_master where type='table'")
            return {
                f"{name} {row!r}"
                for (name,) in tables.fetchall()
                if name not in _PASSING
                for row in database.execute(f"select {_columns(database, name)} from {name}")  # noqa: S608
            }


def _columns(database: sqlite3.Connection, table: str) -> str:
    """All of a table's, but for when somebody read their own notice: looking does that."""
    found = database.execute(f"pragma table_info({table})").fetchall()
    return ", ".join(f'"{name}"' for _, name, *_ in found if name != "read_at")


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Serve it until the block ends."""
    with ModelServer() as model:
        # Who sends a server much to do hears from it late, and is not to lose the connection.
        server = Server(folder, **scripted_by(model), REFLEX_SOCKET_TIMEOUT="60s")
        filled = _filled(folder)
        server.start()
        try:
            running = Installation(server, folder, *filled)
            _wait_for_end(running)
            _edit(running)
            running.remember()
            yield running
        finally:
            server.stop()


Filled = tuple[str, str, str, str, str, dict[str, str], dict[str, str]]


def _filled(folder: Path) -> Filled:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONTENTFLOW_DATA_DIR", str(folder))
        config.cache_clear()
        try:
            migrate()
            return asyncio.run(_fill())
        finally:
            config.cache_clear()


async def _fill() -> Filled:
    await db.open_database(config().database)
    try:
        people = {}
        for who, role in ROLES.items():
            people[who] = (await accounts.create_user(f"{who}@example.com", role, PASSWORD))[0]
        owner = people["owner"]
        brief = campaigns.validate({"topic": TOPIC, "target_words": 300})
        made = await campaigns.create(owner, brief)
        batch_id = await creation.create(owner, Order((brief,), Terms(TOPIC)))
        (member,) = await members.ids(owner, batch_id, Wanted())
        for campaign_id in (made.id, member):
            await sharing.share(owner, campaign_id, people["viewer"].id, may_edit=False)
            await sharing.share(owner, campaign_id, people["editor"].id, may_edit=True)
        voice = await voices.create(owner, {"name": VOICE})
        sessions = {who: await accounts.sign_in(p.email, PASSWORD, "") for who, p in people.items()}
        ids = {who: person.id for who, person in people.items()}
        return made.id, str(made.run_id), voice.row.id, batch_id, member, sessions, ids
    finally:
        await db.close_database()


def _wait_for_end(running: Installation) -> None:
    with running.client("owner") as owner:
        for _ in range(300):
            shown = owner.get(f"/api/campaigns/{running.campaign_id}").json()
            batch = owner.get(f"/api/batches/{running.batch_id}").json()
            if shown["status"] in ("completed", "needs_attention") and batch["ended_at"]:
                return
            time.sleep(0.2)
    pytest.fail("the campaign did not end")


def _edit(running: Installation) -> None:
    """Let the owner have changed the text by hand: the Writer then does not begin unasked."""
    with sqlite3.connect(running.folder / "contentflow.db", timeout=20) as database:
        names = [name for _, name, *_ in database.execute("pragma table_info(content_versions)")]
        own = {
            "id": f"'{new_id()}'",
            "number": "number + 1",
            "kind": "'edit'",
            "agent_type": "null",
            "user_id": f"'{running.people['owner']}'",
        }
        values = ", ".join(own.get(name, name) for name in names)
        database.execute(
            f"insert into content_versions select {values} from content_versions"  # noqa: S608
            " where campaign_id = ? order by number desc limit 1",
            (running.campaign_id,),
        )
        database.execute("update campaigns set version = version + 1 where version > 0")
