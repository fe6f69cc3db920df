"""Options are remembered for a moment, and never longer than they are true."""

import asyncio

from contentflow import db, options, settings


async def _store(number: int) -> None:
    async with db.transaction() as session:
        await settings.put(session, options.CONCURRENCY, number)


async def test_what_is_forgotten_while_it_is_read_is_read_again(database: str) -> None:
    await _store(3)
    options.forget()
    reading = asyncio.create_task(options.runs_at_once())
    while not reading.done():
        options.forget()
        await asyncio.sleep(0)
    assert await reading == 3
    await _store(5)
    assert await options.runs_at_once() == 5


async def test_who_is_in_a_transaction_sees_what_it_has_changed(database: str) -> None:
    options.forget()
    async with db.transaction() as session:
        await settings.put(session, options.CONCURRENCY, 7)
        assert await options.runs_at_once(session) == 7
