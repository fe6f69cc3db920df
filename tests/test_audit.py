import pytest

from contentflow import audit, team
from contentflow.audit import Filter
from contentflow.errors import Forbidden
from contentflow.names import AuditAction, Role
from contentflow.person import Person


async def actions(admin: Person, only: Filter) -> list[tuple[str, str]]:
    return [(line.action, line.about) for line in await audit.listing(admin, only)]


async def test_lines_by_person_and_by_action(admin: Person, person: Person, viewer: Person) -> None:
    await team.set_role(admin, person.id, Role.VIEWER)
    await team.deactivate(admin, viewer.id)
    changed, out = ("role changed", "maya@example.com: viewer"), ("deactivated", viewer.email)
    assert await actions(admin, Filter()) == [out, changed]
    assert await actions(admin, Filter(admin.id)) == [out, changed]
    assert await actions(admin, Filter(person.id)) == [changed]  # what was done to them
    assert await actions(admin, Filter("", AuditAction.DEACTIVATED)) == [out]
    assert await actions(admin, Filter(person.id, AuditAction.DEACTIVATED)) == []
    assert await actions(admin, Filter("x' or 1=1 --", "nonsense")) == []


async def test_pages_follow_each_other_without_gap_or_repeat(admin: Person, person: Person) -> None:
    for role in [Role.VIEWER, Role.EDITOR] * 3:
        await team.set_role(admin, person.id, role)
    seen: list[str] = []
    while page := await audit.listing(admin, before=seen[-1] if seen else None, limit=4):
        seen += [line.id for line in page]
    assert len(set(seen)) == len(seen) == 6
    assert seen == sorted(seen, reverse=True)


async def test_only_admins_read_it(person: Person) -> None:
    with pytest.raises(Forbidden):
        await audit.listing(person)
