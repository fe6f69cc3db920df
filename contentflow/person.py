"""Who is asking."""

from dataclasses import dataclass

from contentflow.models import User
from contentflow.names import Role


@dataclass(frozen=True)
class Person:
    """A person as every service knows them: never a password, never a session."""

    id: str
    email: str
    name: str
    role: Role

    @classmethod
    def of(cls, user: User) -> "Person":
        """The person an account belongs to."""
        return cls(user.id, user.email, user.name, user.role)
