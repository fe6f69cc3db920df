"""How passwords are kept: as strongly as is recommended, also where other tests hash cheaply."""

import pytest

from contentflow import passwords


@pytest.mark.usefixtures("real_hashing")
async def test_they_are_kept_as_is_recommended() -> None:
    kept = await passwords.make("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, for little memory
    assert await passwords.matches("correct horse battery", kept)
    assert not await passwords.matches("correct horse", kept)
    assert not await passwords.matches("correct horse battery", None)
