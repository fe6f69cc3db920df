"""Batches over HTTP: read, checked, started, watched and steered, and never by the wrong person."""

from typing import Any

import pytest

from contentflow.names import AgentName, RunStatus
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.batches.making import runs_of, stands
from tests.batches.test_workbook import workbook

BATCHES = "/api/batches"
TWO = [{"topic": "Desks"}, {"topic": "Lamps", "content_type": "how_to"}]


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


async def made(client: Client, **fields: Any) -> str:
    answer = await client.post(BATCHES, json={"campaigns": TWO, **fields})
    assert answer.status_code == 201, answer.text
    address = f"{BATCHES}/{answer.json()['id']}"
    assert answer.headers["location"] == address
    return address


async def test_briefs_become_a_batch(mine: Client) -> None:
    later = {"starts_at": "2099-01-01T02:00", "time_zone": "Europe/Berlin"}
    answer = await mine.post(BATCHES, json={"campaigns": TWO, **later})
    is_problem(answer, 422)
    settings = {"target_words": 300, "visibility": "team"}
    address = await made(mine, name="Spring", settings=settings, budget_usd=5)
    shown = (await mine.get(address)).json()
    assert (shown["name"], shown["status"], shown["priority"]) == (
        "Spring",
        "running",
        "background",
    )
    assert (shown["campaigns"], shown["progress"]) == ({"queued": 2}, 0)
    assert (shown["budget_usd"], shown["cost_usd"], shown["per_hour"]) == (5.0, 0.0, None)
    assert shown["left_ms"] > 0
    (listed,) = (await mine.get(BATCHES)).json()["items"]
    assert listed.items() <= shown.items()
    page = (await mine.get(f"{address}/campaigns")).json()
    rows = [(one["row"], one["queue_place"], one["campaign"]["topic"]) for one in page["items"]]
    assert rows == [(1, 1, "Desks"), (2, 2, "Lamps")]
    assert page["items"][0]["campaign"]["visibility"] == "team"


async def test_its_campaigns_page_by_row_and_filter_by_status(
    mine: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contentflow.batches.members.PAGE", 2)
    topics = [{"topic": f"Topic {number}"} for number in range(5)]
    address = await made(mine, campaigns=topics)
    await stands((await runs_of(address.rpartition("/")[2]))[3], RunStatus.COMPLETED)
    rows, cursor = [], "0"
    while cursor is not None:
        page = (await mine.get(f"{address}/campaigns", params={"cursor": cursor})).json()
        rows += [one["row"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert rows == [1, 2, 3, 4, 5]
    page = (await mine.get(f"{address}/campaigns", params={"status": "completed"})).json()
    assert ([one["row"] for one in page["items"]], page["next_cursor"]) == ([4], None)
    is_problem(await mine.get(f"{address}/campaigns", params={"cursor": "x"}), 422)
    is_problem(await mine.get(f"{address}/campaigns", params={"status": "x"}), 422)


async def test_a_file_is_read_checked_and_started(mine: Client) -> None:
    text = "Topic;Type;Words\nDesks;How-to;300\n=1+1x;;1\ndesks;How-to;\n"
    answer = await mine.post(
        f"{BATCHES}/import", params={"name": "Spring plan.csv"}, content=text.encode("cp1252")
    )
    found = answer.json()
    assert (answer.status_code, found["name"]) == (201, "Spring plan")
    assert found["read_as"] == "UTF-8, semicolons"
    assert [(one["name"], one["field"]) for one in found["columns"]] == [
        ("Topic", "topic"),
        ("Type", "content_type"),
        ("Words", "target_words"),
    ]
    assert (found["invalid"], found["duplicates"]) == (1, 1)
    assert found["rows"][1]["problems"][0]["message"] == "The length must be 150 to 5,000 words."
    assert [row["repeats"] for row in found["rows"]] == [0, 0, 2]
    problems = await mine.get(f"{BATCHES}/{found['id']}/problems")
    assert problems.headers["content-disposition"] == 'attachment; filename="problems.csv"'
    assert "3,Words,1," in problems.text
    wish = {"import_id": found["id"]}
    refused = is_problem(await mine.post(BATCHES, json=wish), 422)
    assert set(refused["errors"]) == {"campaigns.3.target_words"}
    wish |= {"skip_invalid": True, "skip_duplicates": True, "priority": "urgent"}
    estimate = (await mine.post(f"{BATCHES}/estimate", json=wish)).json()
    assert (estimate["campaigns"], estimate["runs"]) == (1, 0)
    assert estimate["duration_ms"]["low"] < estimate["duration_ms"]["high"]
    address = await made(mine, campaigns=None, **wish)
    assert address.endswith(found["id"])
    shown = (await mine.get(address)).json()
    assert (shown["name"], shown["campaigns"]) == ("Spring plan", {"queued": 1})
    is_problem(await mine.post(BATCHES, json=wish), 409)


async def test_columns_are_named_by_who_knows_better(mine: Client) -> None:
    answer = await mine.post(f"{BATCHES}/import", content=b"Thema,Ziel\nDesks,Buy\n")
    wish = {"import_id": answer.json()["id"], "columns": {"topic": 0, "goal": 1}}
    assert answer.json()["errors"] == {"columns": "Choose the column that has the topics."}
    assert (await mine.post(BATCHES, json=wish)).status_code == 201


async def test_forms_and_workbooks_are_read_too(mine: Client) -> None:
    data = workbook(["Topic", "Words"], ["Desks", 300])
    answer = await mine.post(f"{BATCHES}/import", files={"file": ("plan.xlsx", data)})
    assert (answer.status_code, answer.json()["name"]) == (201, "plan")
    nothing = await mine.post(f"{BATCHES}/import", files={"other": ("plan.xlsx", data)})
    assert "file" in is_problem(nothing, 422)["errors"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 422),
        (b"Topic\n" + b"Desks\n" * 100_000, 422),
        (b"x" * 5_100_000, 413),
    ],
)
async def test_what_cannot_be_read_is_refused(mine: Client, content: bytes, status: int) -> None:
    is_problem(await mine.post(f"{BATCHES}/import", content=content), status)


async def test_templates_are_downloads(mine: Client) -> None:
    for kind, start in (("csv", b"\xef\xbb\xbfTopic,"), ("xlsx", b"PK")):
        answer = await mine.get(f"{BATCHES}/template", params={"format": kind})
        assert answer.content.startswith(start)
        assert answer.headers["content-disposition"] == f'attachment; filename="batch.{kind}"'
    is_problem(await mine.get(f"{BATCHES}/template", params={"format": "pdf"}), 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "campaigns"),
        ({"campaigns": []}, "campaigns"),
        ({"campaigns": "x"}, "campaigns"),
        ({"campaigns": [{"topic": "Desks"}] * 2_001}, "campaigns"),
        ({"campaigns": ["x"]}, "campaigns.1.topic"),
        ({"campaigns": [{"topic": "Desks"}, {"topic": "x" * 301}]}, "campaigns.2.topic"),
        ({"campaigns": TWO, "settings": {"target_words": 1}}, "settings.target_words"),
        ({"campaigns": TWO, "settings": {"colour": 1}}, "settings.colour"),
        ({"campaigns": TWO, "settings": "x"}, "settings"),
        ({"campaigns": TWO, "colour": 1}, "colour"),
        ({"campaigns": TWO, "budget_usd": 0}, "budget_usd"),
        ({"campaigns": TWO, "starts_at": "2020-01-01T00:00Z"}, "starts_at"),
        ({"campaigns": TWO, "time_zone": "Mars"}, "time_zone"),
        ({"import_id": 7}, "campaigns"),
    ],
)
async def test_a_wrong_wish_names_what_is_wrong(
    mine: Client, body: dict[str, Any], field: str
) -> None:
    for address in (BATCHES, f"{BATCHES}/estimate"):
        assert field in is_problem(await mine.post(address, json=body), 422)["errors"]
    assert (await mine.get(BATCHES)).json() == {"items": [], "next_cursor": None}


async def test_it_is_steered(mine: Client) -> None:
    address = await made(mine)
    paused = (await mine.post(f"{address}/pause")).json()
    assert (paused["status"], paused["reason"], paused["left_ms"]) == (
        "paused",
        "Paused by maya.",
        None,
    )
    assert (await mine.post(f"{address}/resume")).json()["status"] == "running"
    changed = await mine.patch(address, json={"priority": "urgent", "budget_usd": 1, "name": "X"})
    assert changed.json().items() >= {"priority": "urgent", "budget_usd": 1.0, "name": "X"}.items()
    is_problem(await mine.patch(address, json={"status": "paused"}), 422)
    is_problem(await mine.post(f"{address}/retry"), 409)
    run = (await runs_of(address.rpartition("/")[2]))[0]
    await stands(run, RunStatus.FAILED, AgentName.WRITER)
    assert (await mine.post(f"{address}/retry")).json()["campaigns"] == {"queued": 2}
    assert (await mine.post(f"{address}/cancel")).json()["status"] == "cancelled"
    is_problem(await mine.post(f"{address}/pause"), 409)


async def test_to_others_it_does_not_exist(
    client: Client, person: Person, colleague: Person, viewer: Person, bearer: SignedIn
) -> None:
    client.headers.update(await bearer(person))
    address = await made(client)
    kept = (await client.post(f"{BATCHES}/import", content=b"Topic\nDesks\n")).json()["id"]
    asked: tuple[tuple[str, str], ...] = (
        ("GET", address),
        ("PATCH", address),
        ("GET", f"{address}/campaigns"),
        ("GET", f"{BATCHES}/{kept}/problems"),
        *(("POST", f"{address}/{deed}") for deed in ("pause", "resume", "cancel", "retry")),
    )
    client.headers.update(await bearer(colleague))
    for method, path in asked:
        body = {"name": "Mine"} if method == "PATCH" else None
        is_problem(await client.request(method, path, json=body), 404)
    is_problem(await client.post(BATCHES, json={"import_id": kept}), 404)
    client.headers.update(await bearer(viewer))
    is_problem(await client.post(BATCHES, json={"campaigns": TWO}), 403)
    is_problem(await client.post(f"{BATCHES}/import", content=b"Topic\nDesks\n"), 403)
    del client.headers["Authorization"]
    for method, path in asked:
        is_problem(await client.request(method, path), 401)
