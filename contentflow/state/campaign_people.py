"""Who has the campaign open, as avatars. Pure."""

from dataclasses import dataclass

from contentflow.presence import Watcher
from contentflow.state import words


@dataclass(frozen=True)
class PersonRow:
    """One avatar. `key` tells people of the same name apart."""

    key: str
    name: str
    initials: str


def people_of(watchers: list[Watcher]) -> list[PersonRow]:
    """The avatars, whoever came first in front."""
    return [PersonRow(one.user_id, one.name, words.initials(one.name)) for one in watchers]
