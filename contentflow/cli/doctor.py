"""The doctor command: what is configured, what is missing, and what to do about it."""

import argparse
import asyncio
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy.exc import SQLAlchemyError

from contentflow import hub_redis, migrate, serve
from contentflow.agents.demo_server import weights
from contentflow.cli.terminal import say
from contentflow.cli.variables import variables
from contentflow.config import Config, config
from contentflow.errors import ConfigurationError

_OPENAI = "https://api.openai.com/v1"
_PATIENCE = 5.0
_CODE = "Others can reach this server: the code is printed when it starts."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` says what to do when it is not fine."""

    name: str
    fine: bool
    said: str
    advice: str = ""


async def doctor(_given: argparse.Namespace) -> int:
    """Print every finding; 1 when something has to be done."""
    findings = [_python(), *await _configured()]
    width = max(len(one.name) for one in findings)
    for one in findings:
        say(f"{'ok  ' if one.fine else 'FAIL'}  {one.name.ljust(width)}  {one.said}")
        if one.advice:
            say(f"      {' ' * width}  {one.advice}")
    _say_variables()
    return 0 if all(one.fine for one in findings) else 1


def _say_variables() -> None:
    """Every variable, whether set or not, so that nobody has to look for its name."""
    known = variables()
    width = max(len(one.name) for one in known)
    say("\nEnvironment variables (* is set)")
    for one in known:
        value = f"{one.shown}; " if one.shown else ""
        say(f"  {'*' if one.is_set else ' '} {one.name.ljust(width)}  {value}{one.purpose}")


def _python() -> Finding:
    fine = sys.version_info >= (3, 11)
    return Finding("Python", fine, platform.python_version(), "" if fine else "Use 3.11 or newer.")


async def _configured() -> list[Finding]:
    try:
        settings = config()
    except ConfigurationError as error:
        return [
            Finding("Settings", False, str(error), "Correct the variable, then run doctor again.")
        ]
    return [
        _data_folder(settings.data_dir),
        await asyncio.to_thread(_database, settings),
        await _redis(settings),
        await _model(settings),
        _first_account(settings),
        _bun(),
        await asyncio.to_thread(_build),
        await _port(settings),
    ]


def _data_folder(folder: Path) -> Finding:
    existing = folder.resolve()
    while not existing.exists():
        existing = existing.parent
    fine = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    advice = "" if fine else "Make it writable, or set CONTENTFLOW_DATA_DIR to another folder."
    return Finding("Data folder", fine, str(folder.resolve()), advice)


def _database(settings: Config) -> Finding:
    shown = migrate.sync_url(settings.database).render_as_string(hide_password=True)
    try:
        at, newest = migrate.state(settings.database), migrate.newest()
    except SQLAlchemyError as error:
        cause = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("Database", False, f"{shown}: {cause}", "Check CONTENTFLOW_DATABASE_URL.")
    if at == newest:
        return Finding("Database", True, f"{shown}, version {at}")
    said = f"{shown}, version {at}; this is {newest}" if at else f"{shown}, not made yet"
    return Finding(
        "Database", True, said, "Starting the server migrates it, or: python -m contentflow migrate"
    )


async def _redis(settings: Config) -> Finding:
    if not settings.redis:
        return Finding("Redis", True, "not used: one process serves")
    if problem := await hub_redis.trouble(settings.redis):
        return Finding("Redis", False, problem, "Start it, or correct REDIS_URL.")
    said = f"answers; {settings.workers} process{'es' if settings.workers > 1 else ''} serve here"
    return Finding("Redis", True, said)


async def _model(settings: Config) -> Finding:
    if settings.uses_demo_model:
        file = weights()
        if file is None:
            return Finding("Model", False, "demo model, not installed", "Run: make install")
        return Finding(
            "Model",
            True,
            "embedded demo model (small and weak)",
            "For good text set OPENAI_API_KEY or OPENAI_BASE_URL, and CONTENTFLOW_MODEL.",
        )
    return await _endpoint(settings)


async def _endpoint(settings: Config) -> Finding:
    address = settings.openai_base_url or _OPENAI
    key = settings.openai_api_key.get_secret_value()
    said = (
        f"{settings.model or 'one for each agent'} at {address}, key {'set' if key else 'not set'}"
    )
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            answer = await client.get(f"{address}/models", headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = "Start the model server, or correct OPENAI_BASE_URL."
        return Finding("Model", False, f"{said}: no answer ({type(error).__name__})", advice)
    if answer.status_code in (401, 403):
        return Finding("Model", False, f"{said}: the key is refused", "Correct OPENAI_API_KEY.")
    return Finding("Model", True, f"{said}, answers")


def _first_account(settings: Config) -> Finding:
    email, password = settings.admin_email, settings.admin_password.get_secret_value()
    if bool(email) != bool(password):
        missing = "CONTENTFLOW_ADMIN_PASSWORD" if email else "CONTENTFLOW_ADMIN_EMAIL"
        return Finding("First account", False, f"{missing} is not set", "Set both, or neither.")
    if email:
        return Finding("First account", True, f"{email}, made at start if there is none")
    how = "on the first visit" if settings.is_loopback else "on the first visit, with a code"
    return Finding("First account", True, how, _CODE if not settings.is_loopback else "")


def _bun() -> Finding:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("bun", path=path)
    advice = "" if found else "Run: make install"
    return Finding("bun", found is not None, found or "not found", advice)


def _build() -> Finding:
    if not (serve.BUILT / "index.html").exists():
        return Finding("Pages", True, "not built yet", "make run builds them.")
    if not serve.STAMP.exists() or serve.STAMP.read_text() != serve.fingerprint():
        return Finding("Pages", True, "built from other sources", "make run builds them again.")
    return Finding("Pages", True, "built")


async def _port(settings: Config) -> Finding:
    said = f"{settings.host}:{settings.port}"
    try:
        serve.refuse_taken_port(settings.host, settings.port)
    except ConfigurationError as error:
        if await _is_ours(settings):
            return Finding("Address", True, f"{said}, contentflow is serving at {settings.address}")
        return Finding("Address", False, said, str(error))
    return Finding("Address", True, f"{said} is free; it will serve at {settings.address}")


async def _is_ours(settings: Config) -> bool:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            answer = await client.get(f"http://{host}:{settings.port}/healthz")
            return bool(answer.json() == {"status": "ok"})
    except (httpx.HTTPError, ValueError):
        return False
