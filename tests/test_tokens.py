import pytest

from contentflow import audit, tokens
from contentflow.errors import Conflict, NotFound, NotSignedIn
from contentflow.person import Person


async def test_ones_own_tokens(person: Person, colleague: Person) -> None:
    token = await tokens.create_own(person, "192.0.2.1")
    assert await tokens.owner(token) == person
    (listed,) = await tokens.own(person)
    assert listed.hint == token[-4:]
    assert await tokens.own(colleague) == []
    for wrong in (listed.id.upper(), "", "x"):
        with pytest.raises(NotFound):
            await tokens.revoke_own(person, wrong)
    with pytest.raises(NotFound):
        await tokens.revoke_own(colleague, listed.id)
    await tokens.revoke_own(person, listed.id)
    with pytest.raises(NotSignedIn):
        await tokens.owner(token)
    assert await tokens.own(person) == []
    with pytest.raises(NotFound):
        await tokens.revoke_own(person, listed.id)


async def test_tokens_do_not_pile_up(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_OWN", 2)
    for _ in range(2):
        await tokens.create_own(person)
    with pytest.raises(Conflict, match="2 tokens"):
        await tokens.create_own(person)


async def test_the_log_knows_who_made_a_token_and_not_the_token(
    admin: Person, person: Person
) -> None:
    token = await tokens.create_own(person, "192.0.2.1")
    (line,) = await audit.listing(admin)
    assert (line.action, line.who, line.address) == ("token created", person.email, "192.0.2.1")
    assert token not in repr(line)
