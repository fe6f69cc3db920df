import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from contentflow import campaigns, db, limits
from contentflow.errors import TooManyRequests
from contentflow.models import IdempotencyKey
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import TOPIC, is_problem

KEY = {"Idempotency-Key": "3f1c"}
BRIEF = {"topic": TOPIC}


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


async def keys() -> list[IdempotencyKey]:
    async with db.reading() as session:
        return list((await session.exec(select(IdempotencyKey))).all())


async def test_sent_twice_it_is_done_once(mine: Client, person: Person) -> None:
    first = await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    again = await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["content-type"] == "application/json"
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert await campaigns.count(person) == 1


async def test_without_a_key_it_is_done_each_time(mine: Client, person: Person) -> None:
    for _ in range(2):
        await mine.post("/api/campaigns", json=BRIEF)
    assert await campaigns.count(person) == 2
    assert await keys() == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/campaigns", {"topic": "Another topic"}),
        ("/api/campaigns?x=1", BRIEF),
        ("/api/brand-voices", BRIEF),
    ],
)
async def test_another_request_under_the_same_key_is_refused(
    mine: Client, person: Person, path: str, body: dict[str, Any]
) -> None:
    await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    said = is_problem(await mine.post(path, json=body, headers=KEY), 422)
    assert list(said["errors"]) == ["Idempotency-Key"]
    assert await campaigns.count(person) == 1


async def test_a_refusal_is_an_answer_too(mine: Client) -> None:
    first = await mine.post("/api/campaigns", json={"topic": ""}, headers=KEY)
    again = await mine.post("/api/campaigns", json={"topic": ""}, headers=KEY)
    assert is_problem(again, 422) == is_problem(first, 422)
    assert again.headers["idempotent-replayed"] == "true"


async def test_at_the_same_time_one_is_answered(mine: Client, person: Person) -> None:
    answers = await asyncio.gather(
        *(mine.post("/api/campaigns", json=BRIEF, headers=KEY) for _ in range(5))
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert 201 in statuses
    assert set(statuses) <= {201, 409}
    busy = [answer for answer in answers if answer.status_code == 409]
    assert all(int(is_problem(one, 409) and one.headers["retry-after"]) > 0 for one in busy)
    assert await campaigns.count(person) == 1


async def test_while_it_is_being_answered_it_is_409(
    mine: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, create = asyncio.Event(), campaigns.create

    async def slowly(*arguments: Any) -> campaigns.Created:
        await going.wait()
        return await create(*arguments)

    monkeypatch.setattr(campaigns, "create", slowly)
    first = asyncio.create_task(mine.post("/api/campaigns", json=BRIEF, headers=KEY))
    while not await keys():
        await asyncio.sleep(0.01)
    busy = await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    is_problem(busy, 409)
    assert busy.headers["retry-after"] == "1"
    going.set()
    assert (await first).status_code == 201


async def test_what_failed_here_is_tried_again(mine: Client, person: Person) -> None:
    async with db.transaction() as session:
        await session.exec(text("alter table runs rename to runs_away"))  # type: ignore[call-overload]
    is_problem(await mine.post("/api/campaigns", json=BRIEF, headers=KEY), 503)
    async with db.transaction() as session:
        await session.exec(text("alter table runs_away rename to runs"))  # type: ignore[call-overload]
    answer = await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers


async def test_what_nobody_expected_is_tried_again(
    mine: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(campaigns, "create", fail)
        is_problem(await mine.post("/api/campaigns", json=BRIEF, headers=KEY), 500)
    assert (await mine.post("/api/campaigns", json=BRIEF, headers=KEY)).status_code == 201


async def test_too_many_is_no_last_word(mine: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_key: str) -> None:
        raise TooManyRequests("Too many starts.", 1)

    with monkeypatch.context() as patched:
        patched.setattr(limits.starts, "take", refuse)
        is_problem(await mine.post("/api/campaigns", json=BRIEF, headers=KEY), 429)
    assert (await mine.post("/api/campaigns", json=BRIEF, headers=KEY)).status_code == 201


async def test_a_key_is_ones_own(
    mine: Client, colleague: Person, person: Person, bearer: SignedIn
) -> None:
    first = await mine.post("/api/campaigns", json=BRIEF, headers=KEY)
    headers = {**KEY, **await bearer(colleague)}
    other = await mine.post("/api/campaigns", json=BRIEF, headers=headers)
    assert other.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
async def test_what_is_no_key_is_refused(mine: Client, person: Person, key: str) -> None:
    headers = {"Idempotency-Key": key}
    is_problem(await mine.post("/api/campaigns", json=BRIEF, headers=headers), 422)
    assert await campaigns.count(person) == 0


async def test_who_is_not_known_leaves_no_key(client: Client, database: str) -> None:
    is_problem(await client.post("/api/campaigns", json=BRIEF, headers=KEY), 401)
    foreign = {**KEY, "Origin": "https://evil.example", "Cookie": "contentflow_session=x"}
    is_problem(await client.post("/api/campaigns", json=BRIEF, headers=foreign), 401)
    assert await keys() == []


async def test_a_large_body_is_refused_with_a_key_too(mine: Client) -> None:
    large = b'{"topic": "' + b"x" * 1_000_000 + b'"}'
    is_problem(await mine.post("/api/campaigns", content=large, headers=KEY), 413)


async def test_reading_needs_no_key(mine: Client) -> None:
    assert (await mine.get("/api/campaigns", headers=KEY)).status_code == 200
    assert await keys() == []


async def test_the_description_tells_of_it(mine: Client) -> None:
    paths = (await mine.get("/openapi.json")).json()["paths"]
    for path, methods in paths.items():
        named = [one["name"] for one in methods.get("post", {}).get("parameters", [])]
        assert ("Idempotency-Key" in named) == (path.startswith("/api/") and "post" in methods)
