from typing import Any

import pytest

from contentflow import engine, sharing
from contentflow.names import Visibility
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import TOPIC, is_problem
from tests.texts import written


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


@pytest.fixture
async def path(person: Person) -> str:
    return f"/api/campaigns/{await written(person)}"


async def test_a_version_is_approved_and_taken_back(mine: Client, path: str) -> None:
    answer = await mine.post(f"{path}/approve", json={"version": 1, "note": "Good"})
    assert answer.json()["approved_version"] == 1
    exported = await mine.get(f"{path}/export", params={"format": "json"})
    assert exported.json()["version"]["approved"]["note"] == "Good"
    assert (await mine.post(f"{path}/reopen")).json()["approved_version"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "version"),
        ({"version": 2}, "version"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"version": 1, "note": 7}, "note"),
        ({"version": 1, "note": "x" * 5_000}, "note"),
        ({"version": 1, "who": "me"}, "who"),
    ],
)
async def test_a_wrong_approval_names_its_field(
    mine: Client, path: str, body: dict[str, Any], field: str
) -> None:
    said = is_problem(await mine.post(f"{path}/approve", json=body), 422)
    assert list(said["errors"]) == [field]


async def test_the_archive_is_another_list(mine: Client, path: str) -> None:
    assert (await mine.post(f"{path}/archive")).json()["archived_at"]
    assert (await mine.get("/api/campaigns")).json()["items"] == []
    away = (await mine.get("/api/campaigns", params={"archived": True})).json()["items"]
    assert [one["id"] for one in away] == [path.rpartition("/")[2]]
    assert (await mine.post(f"{path}/unarchive")).json()["archived_at"] is None
    assert len((await mine.get("/api/campaigns")).json()["items"]) == 1


async def test_a_copy_has_the_brief_and_starts_when_asked(
    mine: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(engine, "wake", lambda: woken.append(True))
    draft = await mine.post(f"{path}/duplicate")
    assert draft.status_code == 201
    assert (draft.json()["status"], draft.json()["run"]) == ("draft", None)
    assert draft.headers["location"] == f"/api/campaigns/{draft.json()['id']}"
    started = (await mine.post(f"{path}/duplicate", json={"start": True})).json()
    assert started["run"]["status"] == "queued"
    assert woken == [True, True]
    shown = (await mine.get(f"/api/campaigns/{started['id']}")).json()
    assert shown["name"].startswith("Copy of ")
    for body in ({"start": "yes"}, {"begin": True}):
        is_problem(await mine.post(f"{path}/duplicate", json=body), 422)


async def test_what_was_deleted_can_be_brought_back_at_once(mine: Client, path: str) -> None:
    for _ in range(2):
        gone = await mine.delete(path)
        assert (gone.status_code, gone.content) == (204, b"")
    is_problem(await mine.get(path), 404)
    assert (await mine.post(f"{path}/undelete")).json()["id"] == path.rpartition("/")[2]
    assert (await mine.get(path)).status_code == 200


async def test_each_may_do_what_the_campaign_lets_them(
    client: Client, path: str, person: Person, viewer: Person, colleague: Person, bearer: SignedIn
) -> None:
    campaign_id = path.rpartition("/")[2]
    await sharing.share(person, campaign_id, viewer.id, may_edit=False)
    for who, status in ((None, 401), (viewer, 403), (colleague, 404)):
        headers = await bearer(who) if who else {}
        is_problem(await client.delete(path, headers=headers), status)
        for verb in ("approve", "reopen", "archive", "unarchive", "duplicate"):
            body = {"version": 1} if verb == "approve" else None
            is_problem(await client.post(f"{path}/{verb}", json=body, headers=headers), status)
    await sharing.share(person, campaign_id, colleague.id, may_edit=True)
    editor = await bearer(colleague)
    is_problem(await client.delete(path, headers=editor), 403)
    assert (await client.post(f"{path}/archive", headers=editor)).status_code == 200


async def test_the_list_is_searched_and_sorted(mine: Client, path: str, person: Person) -> None:
    await mine.post("/api/campaigns", json={"topic": TOPIC, "content_type": "how_to"})

    async def found(**asked: Any) -> list[str]:
        page = (await mine.get("/api/campaigns", params=asked)).json()
        return [one["topic"] for one in page["items"]]

    desks = "Standing desks for remote workers"
    assert await found() == [TOPIC, desks]
    assert await found(text="REMOTE") == [desks]
    assert await found(status=["completed", "failed"]) == [desks]
    assert await found(content_type="how_to") == [TOPIC]
    assert await found(owner_id=person.id, sort="name") == sorted([TOPIC, desks])
    assert await found(owner_id="x") == []
    for wrong in ({"status": "busy"}, {"sort": "luck"}, {"text": "x" * 101}, {"limit": 0}):
        is_problem(await mine.get("/api/campaigns", params=wrong), 422)


async def test_whoever_has_it_is_told_that_it_is_the_same(mine: Client, path: str) -> None:
    first = await mine.get(path)
    tag = {"If-None-Match": first.headers["etag"]}
    assert (await mine.get(path, headers=tag)).status_code == 304
    await mine.post(f"{path}/approve", json={"version": 1})  # no setting, and seen all the same
    changed = await mine.get(path, headers=tag)
    assert changed.status_code == 200
    assert changed.json()["approved_version"] == 1
    body = {"visibility": Visibility.TEAM}
    saved = await mine.patch(path, json=body, headers={"If-Match": first.headers["etag"]})
    assert saved.status_code == 200, "the settings are still those of that ETag"
    assert (await mine.get(path)).headers["etag"] == saved.headers["etag"]
