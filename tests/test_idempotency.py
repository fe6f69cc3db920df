from datetime import timedelta

import pytest
from sqlmodel import select, update

from contentflow import db, idempotency
from contentflow.errors import Conflict, Invalid
from contentflow.idempotency import Answer, begin, claim_of, give_up, keep
from contentflow.models import IdempotencyKey, now
from contentflow.person import Person

DONE = Answer(201, {"location": "/api/campaigns/c1"}, '{"id": "c1"}')


async def age(seconds: float) -> None:
    """Let every key be that much older."""
    async with db.transaction() as session:
        at = now() - timedelta(seconds=seconds)
        await session.exec(update(IdempotencyKey).values(created_at=at))  # type: ignore[call-overload]


async def test_the_second_gets_the_answer_of_the_first(person: Person) -> None:
    claim = claim_of(person, "k", b"POST", b"/x", b"{}")
    assert await begin(claim) is None
    await keep(claim, DONE)
    assert await begin(claim) == DONE


async def test_another_request_cannot_have_the_same_key(person: Person) -> None:
    first = claim_of(person, "k", b"POST", b"/x", b"{}")
    await begin(first)
    for parts in ((b"POST", b"/x", b"[]"), (b"POST", b"/x{", b"}")):
        other = claim_of(person, "k", *parts)
        with pytest.raises(Invalid) as refused:
            await begin(other)
        assert list(refused.value.fields) == ["Idempotency-Key"]
        await keep(other, DONE)  # changes nothing of the first
    with pytest.raises(Conflict):
        await begin(first)


async def test_a_key_is_ones_own(person: Person, colleague: Person) -> None:
    await begin(claim_of(person, "k", b"a"))
    assert await begin(claim_of(colleague, "k", b"b")) is None


async def test_while_it_is_answered_others_wait(person: Person) -> None:
    claim = claim_of(person, "k", b"a")
    await begin(claim)
    with pytest.raises(Conflict, match="being answered"):
        await begin(claim)
    await age(61)  # who was to answer has died
    assert await begin(claim) is None
    with pytest.raises(Conflict):
        await begin(claim)


async def test_what_had_no_answer_may_be_sent_again(person: Person) -> None:
    claim = claim_of(person, "k", b"a")
    await begin(claim)
    await give_up(claim)
    assert await begin(claim) is None
    await keep(claim, DONE)
    await give_up(claim)
    assert await begin(claim) == DONE


async def test_after_a_day_it_is_forgotten(person: Person, colleague: Person) -> None:
    claim = claim_of(person, "k", b"a")
    await begin(claim)
    await keep(claim, DONE)
    await age(24 * 3600 - 60)
    assert await begin(claim) == DONE
    await age(24 * 3600 + 60)
    assert await begin(claim_of(colleague, "other", b"a")) is None
    async with db.reading() as session:
        assert [row.key for row in (await session.exec(select(IdempotencyKey))).all()] == ["other"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "\x7f", "a\u200bb"])
def test_a_key_is_printable_and_short(key: str) -> None:
    person = Person("u1", "a@b.c", "A", "editor")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        claim_of(person, key)
    assert claim_of(person, "x" * 200).key
    assert idempotency.claim_of(person, " ").key == " "
