"""One answer for all who ask at the same time, and none that is too old."""

import asyncio

import pytest

from contentflow.state.sharing import Answers


class Asked:
    """Counts how often it was looked up."""

    def __init__(self) -> None:
        self.times = 0

    async def look(self) -> int:
        self.times += 1
        await asyncio.sleep(0.01)
        return self.times


async def test_who_asks_at_the_same_time_gets_the_same_answer() -> None:
    answers, asked = Answers(60), Asked()
    assert await asyncio.gather(*(answers.ask("a", asked.look) for _ in range(5))) == [1] * 5
    assert await answers.ask("a", asked.look) == 1
    assert await answers.ask("b", asked.look) == 2


async def test_an_old_answer_serves_nobody() -> None:
    answers, asked = Answers(0.05), Asked()
    assert await answers.ask("a", asked.look) == 1
    await asyncio.sleep(0.06)
    assert await answers.ask("a", asked.look) == 2


async def test_a_new_answer_serves_those_who_come_after() -> None:
    answers, asked = Answers(60), Asked()
    assert await answers.ask("a", asked.look) == 1
    assert await answers.ask("a", asked.look, anew=True) == 2
    assert await answers.ask("a", asked.look) == 2


async def test_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    answers, asked = Answers(60), Asked()
    leaves = asyncio.create_task(answers.ask("a", asked.look))
    stays = asyncio.create_task(answers.ask("a", asked.look))
    await asyncio.sleep(0)
    leaves.cancel()
    assert await stays == 1


async def test_all_hear_of_a_failure_and_the_next_asks_again() -> None:
    answers = Answers(0.05)

    async def fail() -> int:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        await answers.ask("a", fail)
    await asyncio.sleep(0.06)
    assert await answers.ask("a", Asked().look) == 1
