import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from contentflow import campaigns, db, engine
from contentflow.api.app import create_api
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn


async def test_the_documentation_needs_nobody_else(client: Client) -> None:
    page = await client.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert not [one for one in addresses if one.startswith(("http", "//"))]
    for address in addresses:
        if address.startswith("/docs"):
            file = await client.get(address)
            assert file.status_code == 200
            assert file.content
            assert file.headers["content-type"].startswith(("text/css", "text/javascript"))


async def test_the_description_has_every_route(client: Client) -> None:
    described = (await client.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/api/campaigns",
        "/api/campaigns/{campaign_id}",
        "/api/campaigns/{campaign_id}/approve",
        "/api/campaigns/{campaign_id}/archive",
        "/api/campaigns/{campaign_id}/decisions",
        "/api/campaigns/{campaign_id}/decisions/{decision_id}/accept",
        "/api/campaigns/{campaign_id}/decisions/{decision_id}/reject",
        "/api/campaigns/{campaign_id}/decisions/{decision_id}/reopen",
        "/api/campaigns/{campaign_id}/document",
        "/api/campaigns/{campaign_id}/duplicate",
        "/api/campaigns/{campaign_id}/export",
        "/api/campaigns/{campaign_id}/reopen",
        "/api/campaigns/{campaign_id}/timeline",
        "/api/campaigns/{campaign_id}/unarchive",
        "/api/campaigns/{campaign_id}/undelete",
        "/api/campaigns/{campaign_id}/versions",
        "/api/campaigns/{campaign_id}/versions/{a}/diff/{b}",
        "/api/campaigns/{campaign_id}/versions/{number}",
        "/api/campaigns/{campaign_id}/versions/{number}/restore",
        "/api/campaigns/{campaign_id}/trigger-analysis",
        "/api/campaigns/{campaign_id}/agents/{agent}/retry",
        "/api/campaigns/{campaign_id}/agents/{agent}/skip",
        "/api/runs/{run_id}/cancel",
        "/api/runs/{run_id}/pause",
        "/api/runs/{run_id}/resume",
        "/api/batches",
        "/api/batches/estimate",
        "/api/batches/import",
        "/api/batches/template",
        "/api/batches/{batch_id}",
        "/api/batches/{batch_id}/campaigns",
        "/api/batches/{batch_id}/cancel",
        "/api/batches/{batch_id}/export",
        "/api/batches/{batch_id}/pause",
        "/api/batches/{batch_id}/problems",
        "/api/batches/{batch_id}/resume",
        "/api/batches/{batch_id}/retry",
        "/api/brand-voices",
        "/api/brand-voices/{voice_id}",
        "/api/brand-voices/{voice_id}/samples",
        "/api/brand-voices/{voice_id}/samples/{sample_id}",
        "/healthz",
        "/metrics",
        "/readyz",
    }
    body = described["paths"]["/api/campaigns"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"]["required"] == ["topic"]


async def test_alive(client: Client) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


def status(**changes: Any) -> Any:
    async def answer() -> dict[str, Any]:
        return {"running": True, "model": {"ready": True, "error": ""}, **changes}

    return answer


@pytest.mark.parametrize(
    ("changes", "name", "said"),
    [
        ({"running": False}, "engine", "not running"),
        ({"model": {"ready": False, "error": ""}}, "model", "still starting"),
        ({"model": {"ready": False, "error": "Not installed."}}, "model", "Not installed."),
    ],
)
async def test_not_ready_says_what_is_wrong(
    client: Client, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], name: str, said: str
) -> None:
    monkeypatch.setattr(engine, "status", status(**changes))
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert said in answer.json()["checks"][name]
    monkeypatch.setattr(engine, "status", status())
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


async def test_without_a_database_it_is_alive_and_not_ready(client: Client) -> None:
    await db.close_database()
    assert (await client.get("/healthz")).status_code == 200
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["checks"]) == {"database"}


async def test_a_failing_database_is_503_and_nothing_is_lost(
    client: Client, person: Person, bearer: SignedIn
) -> None:
    headers = await bearer(person)
    async with db.transaction() as session:
        await session.exec(text("alter table runs rename to runs_away"))  # type: ignore[call-overload]
    answer = await client.post("/api/campaigns", json={"topic": "Tea for two"}, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "runs" not in answer.text
    async with db.transaction() as session:
        await session.exec(text("alter table runs_away rename to runs"))  # type: ignore[call-overload]
    assert await campaigns.count(person) == 0


async def test_what_nobody_expected_is_500_without_its_words(
    client: Client, person: Person, bearer: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(campaigns, "listing", fail)
    answer = await client.get("/api/campaigns", headers=await bearer(person))
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/api/none", "/api/campaigns/a/b/c", "/auth/none", "/api/"])
async def test_nothing_there_is_a_problem(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_wrong_method_names_the_right_ones(client: Client) -> None:
    answer = await client.delete("/api/campaigns")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_large_bodies_are_refused(client: Client, person: Person, bearer: SignedIn) -> None:
    headers = await bearer(person)
    large = b'{"topic": "' + b"x" * 1_000_000 + b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    for content in (large, pieces()):
        answer = await client.post("/api/campaigns", content=content, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    answer = await client.post("/auth/login", content=large)
    assert answer.status_code == 413


async def test_a_site_mounted_behind_gets_the_rest(database: str) -> None:
    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"page {request.url.path}")

    api = create_api()
    api.mount("", Starlette(routes=[Route("/{path:path}", page)]))
    transport = httpx.ASGITransport(api)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        assert (await client.get("/campaigns/new")).text == "page /campaigns/new"
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/api/none")).status_code == 404
