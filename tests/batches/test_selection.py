"""What is picked and theirs to change is changed; the rest is left alone."""

import pytest

from contentflow import campaigns, inbox, sharing
from contentflow.batches import handing, selection
from contentflow.errors import Forbidden, Invalid, NotFound
from contentflow.names import NoticeKind, Priority, RunStatus
from contentflow.person import Person
from tests.batches.making import campaigns_of, made, runs_of, stands


async def test_the_priority_of_what_is_picked_and_theirs(
    person: Person, colleague: Person, viewer: Person
) -> None:
    batch_id = await made(person, 4)
    first, second, third, _ = ids = [one.id for one in await campaigns_of(batch_id)]
    await sharing.share(person, second, colleague.id, may_edit=True)
    await sharing.share(person, third, colleague.id, may_edit=False)
    assert await selection.prioritise(colleague, ids, Priority.URGENT) == 1
    assert [one.priority for one in await campaigns_of(batch_id)] == [
        Priority.BACKGROUND,
        Priority.URGENT,
        Priority.BACKGROUND,
        Priority.BACKGROUND,
    ]
    assert await selection.prioritise(person, [first, second], Priority.URGENT) == 1
    assert [run.priority for run in await runs_of(batch_id)][:2] == [Priority.URGENT] * 2
    with pytest.raises(Forbidden):
        await selection.prioritise(viewer, ids, Priority.URGENT)


@pytest.mark.parametrize("ids", ["x", 7, None, [7], ["x" * 37], ["x"] * 2_001])
async def test_what_is_no_list_of_ids(person: Person, ids: object) -> None:
    with pytest.raises(Invalid):
        selection.checked(ids)


async def test_handed_on_they_have_a_new_owner_and_the_giver_still_edits(
    person: Person, colleague: Person
) -> None:
    batch_id = await made(person, 3)
    await stands((await runs_of(batch_id))[0], RunStatus.COMPLETED)
    ids = [one.id for one in await campaigns_of(batch_id)]
    await sharing.share(person, ids[0], colleague.id, may_edit=False)
    assert await handing.assign(person, [*ids[:2], "x"], colleague.id) == 2
    assert [one.user_id for one in await campaigns_of(batch_id)] == [
        colleague.id,
        colleague.id,
        person.id,
    ]
    assert (await campaigns.snapshot(colleague, ids[0])).owner_id == colleague.id
    shared = await sharing.of(colleague, ids[0])
    assert [(one.user_id, one.may_edit) for one in shared.members] == [(person.id, True)]
    told, _ = await inbox.listing(colleague)
    assert {entry.kind for entry in told} == {NoticeKind.SHARED}
    assert await handing.assign(person, ids[:2], colleague.id) == 0  # not theirs any more


async def test_nobody_is_handed_what_they_cannot_own(
    person: Person, viewer: Person, colleague: Person
) -> None:
    (one,) = await campaigns_of(await made(person, 1))
    for heir, problem in ((viewer, Invalid), (person, Invalid)):
        with pytest.raises(problem):
            await handing.assign(person, [one.id], heir.id)
    for nobody in ("x", one.id):
        with pytest.raises(NotFound):
            await handing.assign(person, [one.id], nobody)
    assert await handing.heirs(person) == [(colleague.id, "tom")]
    with pytest.raises(Forbidden):
        await handing.heirs(viewer)
