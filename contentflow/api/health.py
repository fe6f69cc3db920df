"""Is the process alive, and can it do its work?"""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from contentflow import db, engine, live
from contentflow.config import config
from contentflow.errors import ConfigurationError
from contentflow.models import User

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answers while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Something is not ready; it is named."}})
async def readyz(response: Response) -> dict[str, Any]:
    """200 when campaigns can be made and run; else 503 with what is wrong."""
    problems = {"database": await _database()}
    if config().redis:
        problems["redis"] = live.problem()
    problems |= await _engine() if not problems["database"] else {}
    ready = not any(problems.values())
    response.status_code = 200 if ready else 503
    checks = {name: said or "ok" for name, said in problems.items()}
    return {"status": "ready" if ready else "not ready", "checks": checks}


async def _database() -> str:
    try:
        async with db.reading() as session:
            await session.exec(select(User.id).limit(1))
    except ConfigurationError as error:
        return str(error)
    except SQLAlchemyError:
        return "The database does not answer, or its tables are missing. See the server's log."
    return ""


async def _engine() -> dict[str, str]:
    status = await engine.status()
    model = status["model"]
    waiting = "" if model["ready"] else "The model is still starting."
    return {
        "engine": "" if status["running"] else "The engine is not running.",
        "model": model["error"] or waiting,
    }
