"""Which brief each version was written from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import col, select

from contentflow import access, db
from contentflow.models import ContentVersion
from contentflow.person import Person

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """Versions in a row whose agents were told the same, `brief` as `briefs.as_data` gives it."""

    first: int
    last: int
    brief: Data


async def of(person: Person, campaign_id: str) -> list[Told]:
    """The briefs of a campaign's versions, the first ones first.

    Raises:
        NotFound: there is no such campaign for this person.
    """
    query = select(ContentVersion.number, ContentVersion.brief)
    query = query.where(
        ContentVersion.campaign_id == campaign_id, col(ContentVersion.brief).is_not(None)
    )
    async with db.reading() as session:
        await access.seen(session, person, campaign_id)
        rows = (await session.exec(query.order_by(col(ContentVersion.number)))).all()
    return grouped((number, brief or {}) for number, brief in rows)


def grouped(versions: Iterable[tuple[int, Data]]) -> list[Told]:
    """Neighbours with the same brief as one."""
    found = []
    for brief, same in groupby(versions, key=lambda one: one[1]):
        numbers = [number for number, _ in same]
        found.append(Told(numbers[0], numbers[-1], brief))
    return found
