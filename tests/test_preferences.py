import pytest

from contentflow import preferences
from contentflow.names import NoticeKind
from contentflow.person import Person
from contentflow.preferences import Choice


async def test_everything_is_on_until_it_is_switched_off(person: Person, colleague: Person) -> None:
    assert await preferences.of(person) == [Choice(kind) for kind in NoticeKind]
    await preferences.choose(person, NoticeKind.SHARED, inbox=False)
    chosen = await preferences.choose(person, NoticeKind.SHARED, toast=False)
    assert chosen == Choice(NoticeKind.SHARED, toast=False, inbox=False)
    assert chosen in await preferences.of(person)
    assert await preferences.of(colleague) == [Choice(kind) for kind in NoticeKind]


@pytest.mark.parametrize("name", ["toast", "inbox"])
async def test_one_choice_leaves_the_other(person: Person, name: str) -> None:
    await preferences.choose(person, NoticeKind.RUN_FAILED, **{name: False})
    off = {choice.kind for choice in await preferences.of(person) if not getattr(choice, name)}
    assert off == {NoticeKind.RUN_FAILED}
    await preferences.choose(person, NoticeKind.RUN_FAILED, **{name: True})
    assert await preferences.of(person) == [Choice(kind) for kind in NoticeKind]
