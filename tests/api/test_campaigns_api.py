import asyncio
import json
from typing import Any

import httpx
import pytest

from contentflow import accounts, campaigns, engine, limits, routes, tokens
from contentflow.briefs import NewCampaign
from contentflow.names import AGENT_ORDER, Visibility
from contentflow.person import Person
from tests.api.conftest import ADDRESS, Client, SignedIn
from tests.conftest import PASSWORD

TOPIC = "How to choose a standing desk"
ROUTES = [("GET", "/api/campaigns"), ("POST", "/api/campaigns"), ("GET", "/api/campaigns/some-id")]


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["title"]
    assert body["detail"]
    return body


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


async def test_a_brief_becomes_a_waiting_campaign(
    mine: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(engine, "wake", lambda: woken.append(True))
    answer = await mine.post("/api/campaigns", json={"topic": TOPIC, "target_words": 600})
    assert answer.status_code == 201
    made = answer.json()
    assert made["status"] == "queued"
    assert made["run"]["status"] == "queued"
    assert woken == [True]
    assert answer.headers["location"] == f"/api/campaigns/{made['id']}"

    shown = (await mine.get(answer.headers["location"])).json()
    assert shown["owner"] == {"id": person.id, "name": person.name}
    assert shown["run"] == made["run"]
    assert (shown["topic"], shown["seq"], shown["version"]) == (TOPIC, 1, 0)
    assert shown["created_at"].endswith(("Z", "+00:00"))
    assert [agent["agent_type"] for agent in shown["agents"]] == list(AGENT_ORDER)
    assert set(shown) >= {"title", "content_type", "progress", "estimated_completion", "cost_usd"}
    assert set(shown) >= {"scores", "priority", "visibility"}
    assert set(shown["agents"][0]) == {
        *("agent_type", "status", "progress", "estimated_completion", "started_at", "ended_at"),
        *("duration_ms", "attempt", "cache_hit", "score_before", "score_after", "error"),
    }
    assert (await mine.get("/api/campaigns")).json() == {"items": [shown], "next_cursor": None}


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic YTpi", "Bearer", "wrong"])
async def test_nobody_is_let_in(
    client: Client, person: Person, method: str, path: str, header: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = await client.request(method, path, json={"topic": TOPIC}, headers=headers)
    is_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_revoked_token_is_nobody(mine: Client) -> None:
    (token,) = await tokens.listing()
    await tokens.revoke(token.id)
    is_problem(await mine.get("/api/campaigns"), 401)


async def test_a_bad_token_is_not_helped_by_a_cookie(client: Client, person: Person) -> None:
    session = await accounts.sign_in(person.email, PASSWORD, "")
    client.cookies.set(routes.SESSION_COOKIE, session)
    assert (await client.get("/api/campaigns")).status_code == 200
    is_problem(await client.get("/api/campaigns", headers={"Authorization": "Bearer x"}), 401)


async def test_viewers_start_nothing(client: Client, viewer: Person, bearer: SignedIn) -> None:
    headers = await bearer(viewer)
    is_problem(await client.post("/api/campaigns", json={"topic": TOPIC}, headers=headers), 403)
    assert (await client.get("/api/campaigns", headers=headers)).json()["items"] == []


async def test_others_campaigns_do_not_exist(mine: Client, colleague: Person) -> None:
    private = await campaigns.create(colleague, NewCampaign(TOPIC))
    team = await campaigns.create(colleague, NewCampaign(TOPIC, visibility=Visibility.TEAM))
    is_problem(await mine.get(f"/api/campaigns/{private.id}"), 404)
    assert (await mine.get(f"/api/campaigns/{team.id}")).status_code == 200
    listed = (await mine.get("/api/campaigns")).json()["items"]
    assert [one["id"] for one in listed] == [team.id]
    is_problem(await mine.get("/api/campaigns/%00"), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "topic"),
        ({"topic": ""}, "topic"),
        ({"topic": "x" * 10_000}, "topic"),
        ({"topic": ["a", "list"]}, "topic"),
        ({"topic": TOPIC, "content_type": "poem"}, "content_type"),
        ({"topic": TOPIC, "target_words": 0}, "target_words"),
        ({"topic": TOPIC, "target_words": 10**9}, "target_words"),
        ({"topic": TOPIC, "target_words": 1e400}, "target_words"),
        ({"topic": TOPIC, "priority": "now"}, "priority"),
        ({"topic": TOPIC, "visibility": "world"}, "visibility"),
        ({"topic": TOPIC, "tone": 5}, "tone"),
        ({"topic": TOPIC, "sources": [{"kind": "url", "value": "https://"}]}, "sources"),
        ({"topic": TOPIC, "sources": "https://example.com"}, "sources"),
        ({"topic": TOPIC, "user_id": "somebody"}, "user_id"),
        ([], "body"),
        ("topic", "body"),
        (None, "body"),
    ],
)
async def test_bad_input_is_explained_by_field(mine: Client, body: object, field: str) -> None:
    text = json.dumps(body)
    headers = {"Content-Type": "application/json"}
    answer = await mine.post("/api/campaigns", content=text, headers=headers)
    assert set(is_problem(answer, 422)["errors"]) == {field}
    assert (await mine.get("/api/campaigns")).json()["items"] == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"topic": NaN}', b"[" * 100_000, b"topic=a&b=c"]
)
async def test_what_is_not_json_is_refused(mine: Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await mine.post("/api/campaigns", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    is_problem(answer, answer.status_code)


async def test_markup_is_text(mine: Client) -> None:
    topic = "<script>alert('x')</script> \x1b[31m \U0001f600 \ud83d"
    text = json.dumps({"topic": topic})
    headers = {"Content-Type": "application/json"}
    answer = await mine.post("/api/campaigns", content=text, headers=headers)
    assert answer.status_code == 201
    shown = (await mine.get(answer.headers["location"])).json()
    assert shown["topic"] == topic.replace("\ud83d", "\ufffd")


async def test_empty_fields_are_not_there(mine: Client) -> None:
    body = {"topic": TOPIC, "audience": None, "tone": None, "brand_voice_id": None}
    assert (await mine.post("/api/campaigns", json=body)).status_code == 201


async def test_pages(mine: Client, person: Person) -> None:
    made = [(await campaigns.create(person, NewCampaign(TOPIC))).id for _ in range(3)]
    first = (await mine.get("/api/campaigns?limit=2")).json()
    rest = (await mine.get(f"/api/campaigns?limit=2&cursor={first['next_cursor']}")).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == list(reversed(made))
    assert rest["next_cursor"] is None
    for query in ("limit=0", "limit=1000", "limit=x", "cursor=1", "cursor=%27"):
        is_problem(await mine.get(f"/api/campaigns?{query}"), 422)


async def test_a_burst_of_starts_is_slowed_down(
    mine: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.starts, "_rate", 0.001)
    answers = await asyncio.gather(
        *(mine.post("/api/campaigns", json={"topic": TOPIC}) for _ in range(35))
    )
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 5
    is_problem(refused[0], 429)
    assert int(refused[0].headers["retry-after"]) >= 1


async def test_reading_has_its_own_limit(
    mine: Client, colleague: Person, bearer: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.reads, "_burst", 3)
    monkeypatch.setattr(limits.reads, "_rate", 0.001)
    statuses = [(await mine.get("/api/campaigns")).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    other = await bearer(colleague)
    assert (await mine.get("/api/campaigns", headers=other)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": ADDRESS}, 201),
        ({"Origin": "http://127.0.0.1:8000"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
    ],
)
async def test_a_cookie_counts_only_from_our_own_pages(
    client: Client, person: Person, headers: dict[str, str], status: int
) -> None:
    session = await accounts.sign_in(person.email, PASSWORD, "")
    client.cookies.set(routes.SESSION_COOKIE, session)
    answer = await client.post("/api/campaigns", json={"topic": TOPIC}, headers=headers)
    assert answer.status_code == status


async def test_a_token_counts_from_anywhere(mine: Client) -> None:
    headers = {"Origin": "https://other.example"}
    answer = await mine.post("/api/campaigns", json={"topic": TOPIC}, headers=headers)
    assert answer.status_code == 201


async def one(mine: Client) -> tuple[str, str]:
    """A campaign's address, and the ETag of its settings."""
    made = (await mine.post("/api/campaigns", json={"topic": TOPIC})).json()
    path = f"/api/campaigns/{made['id']}"
    return path, (await mine.get(path)).headers["etag"]


async def test_a_setting_is_changed_by_whoever_saw_the_latest(mine: Client) -> None:
    path, tag = await one(mine)
    answer = await mine.patch(path, json={"priority": "urgent"}, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    assert answer.json()["priority"] == "urgent"
    assert answer.headers["etag"] not in ("", tag)
    assert (await mine.get(path)).headers["etag"] == answer.headers["etag"]
    late = await mine.patch(path, json={"priority": "standard"}, headers={"If-Match": tag})
    body = is_problem(late, 412)
    assert body["detail"].endswith("set the priority to urgent. Look at it and try again.")
    assert (await mine.get(path)).json()["priority"] == "urgent"


async def test_a_change_names_what_it_saw(mine: Client) -> None:
    path, tag = await one(mine)
    body = is_problem(await mine.patch(path, json={"priority": "urgent"}), 428)
    assert body["detail"] == "Send If-Match with the ETag that GET gave for this campaign."
    for wrong in ("*", '"x"', "-1", '"99999999999999"'):
        answer = await mine.patch(path, json={"priority": "urgent"}, headers={"If-Match": wrong})
        is_problem(answer, 412)
    unknown = await mine.patch(path, json={"owner": "me"}, headers={"If-Match": tag})
    assert is_problem(unknown, 422)["errors"] == {"owner": "There is no such setting."}
