from typing import Any

import pytest

from contentflow import reviews, sharing, versions
from contentflow.person import Person
from contentflow.versions import Draft
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.texts import SEO, edit, improved, measure, written

PLAIN = "A standing desk makes nobody stand up. It makes it easy to change position."
MINE = "Look for a range of 62 to 127 cm."
THEIRS = "Look for a lift that holds 80 kg."


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


@pytest.fixture
async def path(person: Person) -> str:
    """A campaign with the Writer's version and one of SEO's."""
    campaign_id = await written(person)
    await improved(campaign_id, SEO, edit("replace", "b1", PLAIN))
    return f"/api/campaigns/{campaign_id}"


async def saved_by(person: Person, path: str, text: str) -> None:
    """A person changed block b3 of version 2."""
    content: dict[str, Any] = {"blocks": [{"id": f"b{n}"} for n in range(1, 7)]}
    content["blocks"][2]["text"] = text
    await versions.save(person, path.rpartition("/")[2], Draft(2, content), measure)


async def test_versions_are_listed_a_page_at_a_time(mine: Client, path: str) -> None:
    first = (await mine.get(f"{path}/versions", params={"limit": 1})).json()
    assert [one["number"] for one in first["items"]] == [2]
    assert (first["items"][0]["author"], first["items"][0]["agent_type"]) == ("SEO", "seo")
    cursor = {"limit": 1, "cursor": first["next_cursor"]}
    last = (await mine.get(f"{path}/versions", params=cursor)).json()
    assert [one["number"] for one in last["items"]] == [1]
    assert last["next_cursor"] is None
    for wrong in ({"cursor": "x"}, {"limit": 0}, {"limit": 101}):
        is_problem(await mine.get(f"{path}/versions", params=wrong), 422)


async def test_a_version_has_its_text_and_never_changes(mine: Client, path: str) -> None:
    answer = await mine.get(f"{path}/versions/2")
    shown = answer.json()
    assert shown["document"]["blocks"][0]["text"] == PLAIN
    assert shown["markdown"].startswith(PLAIN)
    assert {"checks", "brief", "scores", "overall", "change"} <= set(shown)
    tag = answer.headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await mine.get(f"{path}/versions/2", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await mine.get(f"{path}/versions/1", headers={"If-None-Match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("number", "status"), [("3", 404), ("0", 422), ("-1", 422), ("x", 422), ("9" * 30, 422)]
)
async def test_there_is_no_other_version(mine: Client, path: str, number: str, status: int) -> None:
    is_problem(await mine.get(f"{path}/versions/{number}"), status)
    is_problem(await mine.get(f"{path}/versions/1/diff/{number}"), status)
    is_problem(await mine.post(f"{path}/versions/{number}/restore"), status)


async def test_two_versions_are_compared_word_by_word(mine: Client, path: str) -> None:
    shown = (await mine.get(f"{path}/versions/1/diff/2")).json()
    assert (shown["old"]["number"], shown["new"]["number"]) == (1, 2)
    changed = [one for one in shown["blocks"] if one["kind"] != "same"]
    assert [one["block_id"] for one in changed] == ["b1"]
    new = "".join(one["text"] for one in changed[0]["pieces"] if one["kind"] != "removed")
    assert new == PLAIN == changed[0]["new"]["text"]
    backwards = (await mine.get(f"{path}/versions/2/diff/1")).json()
    assert [one["new"]["text"] for one in backwards["blocks"] if one["kind"] != "same"] == [
        changed[0]["old"]["text"]
    ]


async def test_versions_of_another_campaign_are_not_compared(
    mine: Client, path: str, person: Person, colleague: Person
) -> None:
    other = await written(colleague)
    is_problem(await mine.get(f"/api/campaigns/{other}/versions/1/diff/1"), 404)


async def test_an_earlier_text_is_put_back_as_a_new_version(mine: Client, path: str) -> None:
    answer = await mine.post(f"{path}/versions/1/restore")
    assert answer.json() == {"version": 3, "changed": True, "merged": False}
    shown = (await mine.get(f"{path}/versions/3")).json()
    assert (shown["kind"], shown["restored_from"]) == ("restore", 1)
    is_problem(await mine.post(f"{path}/versions/1/restore"), 409)


async def test_the_text_is_replaced_by_who_saw_the_latest(mine: Client, path: str) -> None:
    seen = await mine.get(f"{path}/document")
    tag = {"If-Match": seen.headers["etag"]}
    body = {"markdown": seen.json()["markdown"] + "\n\nA last word.", "title": "Desks"}
    saved = await mine.put(f"{path}/document", json=body, headers=tag)
    assert saved.json() == {"version": 3, "changed": True, "merged": False}
    shown = await mine.get(f"{path}/document")
    assert shown.headers["etag"] == saved.headers["etag"] == '"3"'
    assert shown.json()["document"]["title"] == "Desks"
    assert shown.json()["markdown"].endswith("A last word.")
    known = {"If-None-Match": '"3"'}
    assert (await mine.get(f"{path}/document", headers=known)).status_code == 304


async def test_what_others_changed_elsewhere_is_brought_in(
    mine: Client, path: str, person: Person
) -> None:
    await saved_by(person, path, THEIRS)
    answer = await mine.put(
        f"{path}/document", json={"title": "Desks"}, headers={"If-Match": '"2"'}
    )
    assert answer.json() == {"version": 4, "changed": True, "merged": True}
    shown = (await mine.get(f"{path}/document")).json()["document"]
    assert (shown["title"], shown["blocks"][2]["text"]) == ("Desks", THEIRS)


async def test_who_changed_the_same_block_gets_both_texts(
    mine: Client, path: str, person: Person
) -> None:
    await saved_by(person, path, THEIRS)
    blocks: list[dict[str, str]] = [{"id": f"b{n}"} for n in range(1, 7)]
    blocks[2]["text"] = MINE
    answer = await mine.put(
        f"{path}/document", json={"blocks": blocks}, headers={"If-Match": '"2"'}
    )
    said = is_problem(answer, 412)
    assert answer.headers["etag"] == '"3"'
    assert said["version"] == 3
    (conflict,) = said["conflicts"]
    assert (conflict["place"], conflict["by"]) == ("b3", person.name)
    assert (conflict["mine"]["text"], conflict["theirs"]["text"]) == (MINE, THEIRS)
    assert len((await mine.get(f"{path}/versions")).json()["items"]) == 3


@pytest.mark.parametrize(
    ("tag", "body", "status"),
    [
        ("", {"title": "x"}, 428),
        ("*", {"title": "x"}, 412),
        ('"x"', {"title": "x"}, 412),
        ('"99"', {"title": "x"}, 404),
        ('"2"', {"title": 7}, 422),
        ('"2"', {"blocks": "x"}, 422),
        ('"2"', {"blocks": []}, 422),
        ('"2"', {"blocks": [{"text": "x" * 20_001}]}, 422),
        ('"2"', {"markdown": None}, 422),
    ],
)
async def test_a_text_that_cannot_be_taken_says_why(
    mine: Client, path: str, tag: str, body: dict[str, Any], status: int
) -> None:
    headers = {"If-Match": tag} if tag else {}
    is_problem(await mine.put(f"{path}/document", json=body, headers=headers), status)
    assert (await mine.get(f"{path}/document")).headers["etag"] == '"2"'


async def test_a_paste_of_two_megabytes_is_refused(mine: Client, path: str) -> None:
    body = {"markdown": "word " * 400_000}
    headers = {"If-Match": '"2"'}
    is_problem(await mine.put(f"{path}/document", json=body, headers=headers), 413)


async def test_edits_are_listed_and_taken_out_and_in(
    mine: Client, path: str, person: Person
) -> None:
    shown = (await mine.get(f"{path}/decisions")).json()
    (edit_,) = shown["items"]
    assert (edit_["outcome"], edit_["review"], edit_["reviewed_by"]) == ("kept", "open", "")
    assert (edit_["agent_type"], edit_["text_after"]) == ("seo", PLAIN)
    out = await mine.post(f"{path}/decisions/{edit_['id']}/reject")
    assert out.json() == {"version": 3, "changed": True}
    (again,) = (await mine.get(f"{path}/decisions")).json()["items"]
    assert (again["review"], again["reviewed_by"]) == ("rejected", person.name)
    same = await mine.post(f"{path}/decisions/{edit_['id']}/reject")
    assert same.json() == {"version": 3, "changed": False}
    back = await mine.post(f"{path}/decisions/{edit_['id']}/accept")
    assert back.json() == {"version": 4, "changed": True}
    assert (await mine.get(f"{path}/document")).json()["document"]["blocks"][0]["text"] == PLAIN
    opened = await mine.post(f"{path}/decisions/{edit_['id']}/reopen")
    assert opened.json() == {"version": 4, "changed": False}


async def test_edits_come_a_page_at_a_time(mine: Client, path: str, person: Person) -> None:
    campaign_id = path.rpartition("/")[2]
    rows = await improved(campaign_id, SEO, edit("set_title", text="Desks"), edit("delete", "b6"))
    first = (await mine.get(f"{path}/decisions", params={"limit": 2})).json()
    assert {one["id"] for one in first["items"]} == {row.id for row in rows}
    cursor = {"limit": 2, "cursor": first["next_cursor"]}
    last = (await mine.get(f"{path}/decisions", params=cursor)).json()
    assert (len(last["items"]), last["next_cursor"]) == (1, None)
    is_problem(await mine.get(f"{path}/decisions", params={"cursor": "x"}), 422)


@pytest.mark.parametrize("decision_id", ["x", "00000000-0000-0000-0000-000000000000", "y" * 500])
async def test_there_is_no_such_edit(mine: Client, path: str, decision_id: str) -> None:
    for verb in ("accept", "reject", "reopen"):
        is_problem(await mine.post(f"{path}/decisions/{decision_id}/{verb}"), 404)


async def test_who_may_only_read_changes_nothing(
    client: Client, path: str, person: Person, viewer: Person, colleague: Person, bearer: SignedIn
) -> None:
    await sharing.share(person, path.rpartition("/")[2], viewer.id, may_edit=False)
    reading = ("versions", "versions/1", "versions/1/diff/2", "document", "decisions")
    writing = ("versions/1/restore", f"decisions/{'0' * 8}-0000-0000-0000-{'0' * 12}/accept")
    for who, read, change in ((viewer, 200, 403), (colleague, 404, 404)):
        headers = await bearer(who)
        for name in reading:
            assert (await client.get(f"{path}/{name}", headers=headers)).status_code == read
        for name in writing:
            is_problem(await client.post(f"{path}/{name}", headers=headers), change)
        tag = {**headers, "If-Match": '"2"'}
        is_problem(await client.put(f"{path}/document", json={"title": "x"}, headers=tag), change)
    assert reviews.MOST


async def test_without_a_text_there_is_no_document(mine: Client) -> None:
    made = (await mine.post("/api/campaigns", json={"topic": "Standing desks"})).json()
    is_problem(await mine.get(f"/api/campaigns/{made['id']}/document"), 404)
    assert (await mine.get(f"/api/campaigns/{made['id']}/versions")).json()["items"] == []
