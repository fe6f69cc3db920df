from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from contentflow import accounts, campaigns, routes
from contentflow.api.app import create_api
from contentflow.briefs import NewCampaign
from contentflow.config import config
from contentflow.person import Person
from tests.api.conftest import SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.conftest import PASSWORD


def from_host(address: str, host: str = "localhost:8000") -> httpx.AsyncClient:
    """A client at a network address."""
    transport = httpx.ASGITransport(create_api(), client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")


async def asked(address: str = "127.0.0.1", host: str = "localhost:8000", **headers: str) -> Any:
    async with from_host(address, host) as client:
        return await client.get("/metrics", headers=headers)


async def test_prometheus_reads_every_number(person: Person) -> None:
    await campaigns.create(person, NewCampaign("Desks"))
    answer = await asked()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families(answer.text)
        for sample in family.samples
    }
    assert found["contentflow_runs", "queued"] == 1
    assert found["contentflow_runs", "running"] == 0
    assert found["contentflow_queue_depth", "standard"] == 1
    assert found["contentflow_queue_oldest_seconds",] >= 0
    assert found["contentflow_agent_duration_seconds_bucket", "seo", "+Inf"] == 0
    assert found["contentflow_cache_hits_total", "geo"] == 0
    assert found["contentflow_model_retries_total", "writer"] == 0
    assert found["contentflow_watchers",] == 0
    assert found["contentflow_websocket_clients",] == 0
    assert ("contentflow_event_loop_lag_seconds", "0.99") in found
    assert found["process_resident_memory_bytes",] > 0
    kinds = {family.name: family.type for family in families(answer.text)}
    assert kinds["contentflow_queue_wait_seconds"] == "histogram"
    assert kinds["contentflow_model_tokens"] == "counter"


@pytest.mark.parametrize(
    ("address", "host", "headers"),
    [
        ("10.0.0.7", "localhost:8000", {}),
        ("", "localhost:8000", {}),
        ("127.0.0.1", "evil.example", {}),
        ("127.0.0.1", "localhost:8000", {"X-Forwarded-For": "10.0.0.7"}),
        ("127.0.0.1", "localhost:8000", {"Forwarded": "for=10.0.0.7"}),
        ("127.0.0.1", "localhost:8000", {"X-Real-IP": "10.0.0.7"}),
        ("10.0.0.7", "localhost:8000", {"Authorization": "Bearer wrong"}),
    ],
)
async def test_to_everybody_else_it_is_not_there(
    database: str, address: str, host: str, headers: dict[str, str]
) -> None:
    said = is_problem(await asked(address, host, **headers), 404)
    assert said["detail"] == "There is nothing at this address."


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_this_machine_may_read_it(database: str, address: str) -> None:
    assert (await asked(address)).status_code == 200


async def test_behind_a_proxy_this_machine_is_nobody_in_particular(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTFLOW_PUBLIC_URL", "https://content.example.com")
    config.cache_clear()
    is_problem(await asked(), 404)


async def test_an_admins_token_reads_it_from_anywhere(
    admin: Person, person: Person, bearer: SignedIn
) -> None:
    assert (await asked("10.0.0.7", **await bearer(admin))).status_code == 200
    is_problem(await asked("10.0.0.7", **await bearer(person)), 404)


async def test_a_cookie_opens_nothing(admin: Person) -> None:
    session = await accounts.sign_in(admin.email, PASSWORD, "")
    is_problem(await asked("10.0.0.7", Cookie=f"{routes.SESSION_COOKIE}={session}"), 404)
