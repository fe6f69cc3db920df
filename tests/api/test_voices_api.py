"""Brand voices over HTTP: made, sampled, changed, deleted, and never for the wrong person."""

from typing import Any
from uuid import uuid4

import pytest

from contentflow import engine, voices
from contentflow.api.bodies import LARGEST
from contentflow.person import Person
from tests.analysis.test_profile import PLAIN
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.documents import docx

VOICES = "/api/brand-voices"
FILE = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


async def made(client: Client, **fields: Any) -> str:
    answer = await client.post(VOICES, json={"name": "Acme", **fields})
    assert answer.status_code == 201, answer.text
    location = str(answer.headers["location"])
    assert location == f"{VOICES}/{answer.json()['voice']['id']}"
    return location


async def test_from_nothing_to_a_measured_voice(mine: Client) -> None:
    address = await made(mine, terms={"banned": ["synergy"]})
    text = await mine.post(f"{address}/samples", json={"name": "Pasted", "text": PLAIN})
    assert "at least 300" in text.json()["message"]
    body = docx([PLAIN] * 8)
    answer = await mine.post(
        f"{address}/samples", params={"name": "a 100% guide.docx"}, content=body, headers=FILE
    )
    whole = answer.json()
    assert (answer.status_code, whole["message"], whole["voice"]["fitted"]) == (201, "", True)
    assert [sample["name"] for sample in whole["samples"]] == ["Pasted", "a 100% guide.docx"]
    assert {"measure", "value", "low", "high"} == set(whole["profile"][0])
    assert (await mine.get(address)).json() == whole
    assert (await mine.get(VOICES)).json() == {"items": [whole["voice"]], "next_cursor": None}
    gone = await mine.delete(f"{address}/samples/{whole['samples'][1]['id']}")
    assert (gone.json()["voice"]["samples"], gone.json()["profile"]) == (1, [])


async def test_a_voice_is_changed_and_deleted(mine: Client) -> None:
    address = await made(mine)
    changed = await mine.patch(address, json={"name": "Northwind", "visibility": "team"})
    assert changed.json()["voice"]["name"] == "Northwind"
    answer = await mine.delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    is_problem(await mine.get(address), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": "A", "colour": 1}, "colour"), ({"name": "A", "terms": 1}, "terms")],
)
async def test_what_is_wrong_is_named(mine: Client, body: dict[str, Any], field: str) -> None:
    assert set(is_problem(await mine.post(VOICES, json=body), 422)["errors"]) == {field}


async def test_samples_that_cannot_be_read_are_problems(mine: Client) -> None:
    address = f"{await made(mine)}/samples"
    for name, data in (("a.pdf", b"%PDF"), ("a.docx", b"x"), ("", b"x")):
        answer = await mine.post(address, params={"name": name}, content=data, headers=FILE)
        assert set(is_problem(answer, 422)["errors"]) == {"sample"}
    for body in (b"{", b"[]", b'{"text": 7}', b'{"text": "a", "name": 7}'):
        answer = await mine.post(
            address, content=body, headers={"Content-Type": "application/json"}
        )
        assert set(is_problem(answer, 422)["errors"]) == {"text"}


async def test_a_sample_may_be_larger_than_other_requests_but_not_by_much(mine: Client) -> None:
    address = f"{await made(mine)}/samples"
    text = b"tea " * (LARGEST // 4 + 1)
    answer = await mine.post(address, params={"name": "a.txt"}, content=text, headers=FILE)
    assert "characters" in is_problem(answer, 422)["errors"]["sample"]
    is_problem(await mine.post(address, content=text * 2, headers=FILE), 413)
    is_problem(await mine.post(VOICES, content=text, headers=FILE), 413)


async def test_each_route_asks_who_it_is_and_whose(
    client: Client, person: Person, colleague: Person, viewer: Person, bearer: SignedIn
) -> None:
    private = (await voices.create(person, {"name": "Mine"})).row.id
    shared = (await voices.create(person, {"name": "Ours", "visibility": "team"})).row.id
    strangers = [{}, await bearer(colleague), await bearer(viewer)]
    for headers, status in zip(strangers, (401, 404, 404), strict=True):
        for method, path in routes(private):
            is_problem(
                await client.request(method, path, headers=headers, json={"text": "t"}), status
            )
    for headers in strangers[1:]:
        for method, path in routes(shared)[1:]:
            is_problem(await client.request(method, path, headers=headers, json={"text": "t"}), 403)
        assert (await client.get(f"{VOICES}/{shared}", headers=headers)).status_code == 200
    is_problem(await client.post(VOICES, headers=strangers[2], json={"name": "V"}), 403)
    is_problem(await client.get(VOICES), 401)


def routes(voice_id: str) -> list[tuple[str, str]]:
    address = f"{VOICES}/{voice_id}"
    return [
        ("GET", address),
        ("PATCH", address),
        ("DELETE", address),
        ("POST", f"{address}/samples"),
        ("DELETE", f"{address}/samples/{uuid4()}"),
    ]


async def test_a_campaign_is_started_with_a_voice(
    mine: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "wake", lambda: None)
    voice_id = (await made(mine)).rsplit("/", 1)[-1]
    for given, status in ((voice_id, 201), (None, 201), (str(uuid4()), 422), ("x", 422), (7, 422)):
        body = {"topic": "How to choose a desk", "brand_voice_id": given}
        answer = await mine.post("/api/campaigns", json=body)
        assert answer.status_code == status, answer.text
        if status == 422:
            assert set(is_problem(answer, 422)["errors"]) == {"brand_voice_id"}
