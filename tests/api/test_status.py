import asyncio
from collections.abc import Awaitable, Callable

import pytest

from contentflow import accounts, campaigns, live, routes, sharing, timeline, tokens
from contentflow.api import entrance, status
from contentflow.briefs import NewCampaign
from contentflow.names import AgentName, EventType
from contentflow.person import Person
from contentflow.timeline import Event
from tests.api.conftest import SignedIn
from tests.api.lines import Line
from tests.conftest import PASSWORD

Made = campaigns.Created


@pytest.fixture
async def made(person: Person) -> Made:
    return await campaigns.create(person, NewCampaign("Standing desks"))


@pytest.fixture
async def mine(person: Person, bearer: SignedIn) -> dict[str, str]:
    return await bearer(person)


async def happens(made: Made, progress: int = 10) -> None:
    data = {"progress": progress, "task": "Writing"}
    event = Event(EventType.AGENT_PROGRESS, data, AgentName.WRITER)
    await timeline.record(made.id, made.run_id, event)


async def test_the_snapshot_comes_first_then_what_happens(made: Made, mine: dict[str, str]) -> None:
    async with Line(made.id, **mine) as line:
        first = await line.hear()
        assert (first["type"], first["seq"], first["status"]) == ("snapshot", 1, "queued")
        assert (first["progress"], first["queue_position"]) == (0, 1)
        assert len(first["agents"]) == 5
        await happens(made, 30)
        told = await line.hear()
    assert (told["seq"], told["type"], told["agent_type"]) == (2, "agent_progress", "writer")
    assert (told["status"], told["progress"]) == ("running", 30)
    assert told["estimated_completion"] is None


async def test_what_happened_since_is_told_again_in_pages(
    made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "_PAGE", 2)
    for progress in range(6):
        await happens(made, progress)
    async with Line(made.id, "after=2", **mine) as line:
        assert (await line.hear())["seq"] == 7
        assert [(await line.hear())["seq"] for _ in range(5)] == [3, 4, 5, 6, 7]
        await happens(made)
        assert (await line.hear())["seq"] == 8


async def test_the_status_of_a_run_is_the_runs(made: Made, mine: dict[str, str]) -> None:
    async with Line(made.id, "after=0", **mine) as line:
        await line.hear()
        told = await line.hear()
    assert (told["type"], told["status"], told["campaign_status"]) == (
        *("run_status", "queued", "queued"),
    )
    assert (told["agent_type"], told["progress"]) == (None, 0)


@pytest.mark.parametrize(
    ("after", "code"),
    [("2", 4410), *((text, 4400) for text in ("x", "-1", "", "1.5", "٣", "9" * 19, "9" * 5_000))],
)
async def test_after_must_be_an_event(
    made: Made, mine: dict[str, str], after: str, code: int
) -> None:
    async with Line(made.id, f"after={after}", **mine) as line:
        assert await line.closed() == code
        assert line.reason


async def test_a_cookie_serves_and_so_does_a_first_message(person: Person, made: Made) -> None:
    session = await accounts.sign_in(person.email, PASSWORD, "")
    origin = "http://localhost:8000"
    cookie = f"{routes.SESSION_COOKIE}={session}"
    async with Line(made.id, Cookie=cookie, Origin=origin) as line:
        assert (await line.hear())["type"] == "snapshot"
    async with Line(made.id) as line:
        line.say({"type": "auth", "token": await tokens.create(person.email)})
        assert (await line.hear())["type"] == "snapshot"
        line.say("whatever comes later means nothing")
        await happens(made)
        assert (await line.hear())["seq"] == 2


async def test_a_token_in_the_address_opens_nothing(
    person: Person, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "FIRST_MESSAGE", 0.05)
    token = await tokens.create(person.email)
    async with Line(made.id, f"token={token}") as line:
        assert await line.closed() == 4401
        assert line.reason == "Sign in, or send a token first."


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "[]",
        "null",
        {"type": "auth"},
        {"type": "auth", "token": 7},
        {"type": "auth", "token": "wrong"},
        {"type": "hello", "token": "x"},
        "[" * 900,
        "x" * 100_000,
    ],
)
async def test_another_first_message_opens_nothing(made: Made, said: object) -> None:
    async with Line(made.id) as line:
        line.say(said)
        assert await line.closed() == 4401


async def test_bytes_open_nothing_and_who_leaves_first_is_gone(made: Made) -> None:
    async with Line(made.id) as line:
        line.say_bytes(b"\xff")
        assert await line.closed() == 4401
    async with Line(made.id) as line:
        line.leave()
        assert await line.closed() is None


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Authorization": "Bearer wrong"}, 4401),
        ({"Authorization": "Basic YTpi"}, 4401),
        ({"Cookie": f"{routes.SESSION_COOKIE}=wrong"}, 4401),
        ({"Origin": "https://evil.example"}, 4403),
        ({"Origin": "null"}, 4403),
    ],
)
async def test_who_is_not_known_is_told_so(made: Made, headers: dict[str, str], code: int) -> None:
    async with Line(made.id, **headers) as line:
        assert await line.closed() == code


async def test_a_foreign_page_is_refused_even_with_a_token(
    made: Made, mine: dict[str, str]
) -> None:
    async with Line(made.id, **mine, Origin="https://evil.example") as line:
        assert await line.closed() == 4403


async def test_others_campaigns_do_not_exist(
    made: Made, colleague: Person, bearer: SignedIn
) -> None:
    headers = await bearer(colleague)
    for campaign_id in (made.id, "x", "00000000-0000-0000-0000-000000000000"):
        async with Line(campaign_id, **headers) as line:
            assert await line.closed() == 4404


async def lose_share(owner: Person, other: Person, made: Made) -> None:
    await sharing.unshare(owner, made.id, other.id)


async def lose_token(_owner: Person, other: Person, _made: Made) -> None:
    (token,) = await tokens.own(other)
    await tokens.revoke_own(other, token.id)
    live.publish(live.EVERYTHING, {"type": live.ACCESS, "campaign_id": ""})


@pytest.mark.parametrize(("lose", "code"), [(lose_share, 4404), (lose_token, 4401)])
async def test_whoever_loses_access_hears_nothing_more(
    person: Person,
    colleague: Person,
    made: Made,
    bearer: SignedIn,
    lose: Callable[[Person, Person, Made], Awaitable[None]],
    code: int,
) -> None:
    await sharing.share(person, made.id, colleague.id, may_edit=False)
    async with Line(made.id, **await bearer(colleague)) as line:
        assert (await line.hear())["type"] == "snapshot"
        await lose(person, colleague, made)
        assert await line.closed() == code
        await happens(made)
        with pytest.raises(TimeoutError):
            await line.hear(0.05)


async def test_rights_are_looked_at_now_and_then_without_being_asked(
    person: Person, made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "_RECHECK", 0.0)
    monkeypatch.setattr(status, "_TICK", 0.05)
    async with Line(made.id, **mine) as line:
        await line.hear()
        (token,) = await tokens.own(person)
        await tokens.revoke_own(person, token.id)
        assert await line.closed() == 4401


async def test_a_quiet_line_beats(
    made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "BEAT", 0.1)
    monkeypatch.setattr(status, "_TICK", 0.05)
    async with Line(made.id, **mine) as line:
        first = await line.hear()
        beats = [await line.hear() for _ in range(2)]
    assert [(one["type"], one["seq"]) for one in beats] == [("heartbeat", first["seq"])] * 2
    assert beats[0]["at"] < beats[1]["at"]


async def test_who_never_reads_is_dropped_and_holds_nobody_up(
    made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.3)
    monkeypatch.setattr(status, "_GOODBYE", 0.1)
    async with Line(made.id, **mine) as deaf, Line(made.id, **mine) as other:
        await deaf.hear()
        await other.hear()
        deaf.listens.clear()
        for progress in range(3):
            await happens(made, progress)
        assert [(await other.hear())["seq"] for _ in range(3)] == [2, 3, 4]
        await deaf.closed()
        assert status.clients() == 1
        deaf.listens.set()
        with pytest.raises(TimeoutError):
            await deaf.hear(0.05)


async def test_who_falls_behind_reads_the_table_and_misses_nothing(
    made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_BACKLOG", 4)
    async with Line(made.id, **mine) as slow:
        await slow.hear()
        slow.listens.clear()
        await happens(made)
        await asyncio.sleep(0.05)  # it waits to be heard while more happens
        for progress in range(20):
            await happens(made, progress)
        slow.listens.set()
        assert [(await slow.hear())["seq"] for _ in range(21)] == list(range(2, 23))


async def test_tails_come_when_asked_for(made: Made, mine: dict[str, str]) -> None:
    tail = {
        **{"type": "tail", "campaign_id": made.id, "run_id": made.run_id},
        **{"agent_type": "writer", "block_id": "b1", "text": "A standing"},
    }
    async with Line(made.id, "tails=1", **mine) as line, Line(made.id, **mine) as plain:
        await line.hear()
        await plain.hear()
        live.publish(made.id, tail)
        assert (await line.hear())["text"] == "A standing"
        async with Line(made.id, "tails=1", **mine) as late:
            await late.hear()
            assert (await late.hear())["text"] == "A standing"
        await happens(made)
        assert (await plain.hear())["type"] == "agent_progress"


async def test_one_person_has_a_bounded_number_of_lines(
    made: Made, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "MOST_OPEN", 1)
    async with Line(made.id, **mine) as first:
        await first.hear()
        async with Line(made.id, **mine) as second:
            assert await second.closed() == 4429
    async with Line(made.id, **mine) as again:
        assert (await again.hear())["type"] == "snapshot"


async def test_before_a_restart_everybody_is_told(made: Made, mine: dict[str, str]) -> None:
    assert status.dismiss() is False
    async with Line(made.id, **mine) as line:
        await line.hear()
        assert status.dismiss() is True
        assert await line.closed() == 1012
    assert status.clients() == 0


async def test_word_of_presence_is_not_passed_on(made: Made, mine: dict[str, str]) -> None:
    async with Line(made.id, **mine) as line:
        await line.hear()
        live.publish(made.id, {"type": live.PRESENCE, "campaign_id": made.id})
        live.publish(made.id, {"type": live.ACCESS, "campaign_id": made.id})
        await happens(made)
        assert (await line.hear())["type"] == "agent_progress"
