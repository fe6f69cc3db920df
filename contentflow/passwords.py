"""Secrets as they are kept: passwords as argon2 hashes, tokens as SHA-256 of what is random enough.

Passwords are hashed beside the event loop, two at a time (each takes 64 MB).
"""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

SHORTEST = 12
LONGEST = 1_000  # hashing takes time with length; nobody types this much
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _decoy() -> str:
    return _hasher().hash("nobody has this password")


async def make(password: str) -> str:
    """The hash to store."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_workers, lambda: _hasher().hash(password))


async def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password. Without a stored hash it takes the same time and says no."""
    loop = asyncio.get_running_loop()
    same = await loop.run_in_executor(
        _workers, lambda: _hasher().verify(password, stored or _decoy())
    )
    return same and stored is not None


def problem(password: str) -> str:
    """What is wrong with a password somebody chose; empty when nothing is."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    return ""


def new_token() -> str:
    """A token nobody guesses; only its digest is stored."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
