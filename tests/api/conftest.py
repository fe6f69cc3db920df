"""A client of the API in this process, and one for each kind of person."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from contentflow import tokens
from contentflow.api.app import create_api
from contentflow.person import Person

ADDRESS = "http://localhost:8000"
Client = httpx.AsyncClient
SignedIn = Callable[[Person], Awaitable[dict[str, str]]]


@pytest.fixture
async def client(database: str) -> AsyncIterator[Client]:
    """Nobody in particular."""
    transport = httpx.ASGITransport(create_api(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as made:
        yield made


@pytest.fixture
def bearer() -> SignedIn:
    """The headers that make a request somebody's."""

    async def headers(person: Person) -> dict[str, str]:
        token = await tokens.create(person.email)
        return {"Authorization": f"Bearer {token}"}

    return headers
