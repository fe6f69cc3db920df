import pytest

from contentflow import accounts, audit, first_account, invitations
from contentflow.audit import Deed
from contentflow.db import transaction
from contentflow.errors import Invalid
from contentflow.lettering import is_plain, legible
from contentflow.names import AuditAction, Role
from contentflow.person import Person
from tests.conftest import PASSWORD


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Maya\t Chen ", "Maya Chen"),
        ("Ma\u200bya\u2060 C\u00adhen\ufeff", "Maya Chen"),  # zero-width and soft hyphen
        ("\u202egro.live\u202c", "gro.live"),  # an override that turns what follows
        ("\u2066Maya\u2069", "Maya"),
        ("Maya\u2028Chen\x00\x07", "Maya Chen"),
        ("\u3164\u2800", ""),  # letters that draw nothing
        ("José Ñandú 陳美", "José Ñandú 陳美"),
        ("\ud800lone", "lone"),
        ("a\U000e0041b", "ab"),  # a tag nobody sees
    ],
)
def test_a_name_is_what_people_see(typed: str, shown: str) -> None:
    assert legible(typed) == shown
    assert is_plain(shown)


async def test_names_are_cleaned_wherever_they_come_in(admin: Person) -> None:
    token = await invitations.invite(admin, Role.EDITOR)
    session = await invitations.accept(
        token, " Ne\u200bll\u202e ", "nell@example.com", "a long enough one"
    )
    nell = await accounts.by_session(session)
    assert nell.name == "Nell"
    assert await accounts.rename(nell, "Nell\u2069\u0000 B") == "Nell B"
    assert (await accounts.by_session(session)).name == "Nell B"
    assert (await audit.listing(admin))[0].about == "Nell → Nell B"


async def test_the_first_account_s_names_too(database: str) -> None:
    token = await first_account.create("May\u200ba", "m@example.com", PASSWORD, "North\u202ewind")
    assert (await accounts.by_session(token)).name == "Maya"
    assert await first_account.organisation() == "Northwind"


@pytest.mark.parametrize("name", ["x" * 10_000, "\u202e" * 10_000, "\u200b\u202e", " ", "x" * 101])
async def test_names_nobody_could_read_are_refused(person: Person, name: str) -> None:
    with pytest.raises(Invalid) as wrong:
        await accounts.rename(person, name)
    assert set(wrong.value.fields) == {"name"}


@pytest.mark.parametrize(
    "email",
    ["x" * 10_000 + "@b.de", "ma\u200bya@b.de", "\u202emaya@b.de", "maya@b\x07.de", "a\x00@b.de"],
)
async def test_emails_that_look_like_others_are_refused(database: str, email: str) -> None:
    with pytest.raises(Invalid) as wrong:
        await accounts.create_user(email, Role.EDITOR, PASSWORD)
    assert set(wrong.value.fields) == {"email"}


async def test_what_a_stranger_typed_is_legible_in_the_log(admin: Person) -> None:
    with pytest.raises(Invalid):
        await accounts.sign_in("\u202e" + "x" * 10_000, "wrong", "192.0.2.1")
    (line,) = await audit.listing(admin)
    assert line.about == "x" * 199
    async with transaction() as session:
        audit.record(session, admin, Deed(AuditAction.SHARED, about="a\nb\u200b"))
    assert (await audit.listing(admin))[0].about == "a b"
