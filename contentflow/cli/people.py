"""Commands about people and their tokens."""

import argparse
import getpass
import sys

from contentflow import accounts, tokens
from contentflow.cli.database import database
from contentflow.cli.terminal import complain, say, say_table
from contentflow.names import Role


async def add_user(given: argparse.Namespace) -> int:
    """Add an account; a chosen password is the only line of the answer."""
    async with database():
        person, password = await accounts.create_user(given.email, Role(given.role), given.password)
    complain(f"Added {person.email} as {person.role}.")
    if given.password is None:
        complain("Its password, which is not shown again:")
        say(password)
    return 0


async def change_password(given: argparse.Namespace) -> int:
    """Set a password, asked for where it is not given."""
    password = given.password if given.password is not None else _ask()
    async with database():
        await accounts.set_password(given.email, password)
    complain(f"Changed. {given.email} has to sign in again everywhere.")
    return 0


def _ask() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("New password: ")
    return sys.stdin.readline().rstrip("\n")


async def create_token(given: argparse.Namespace) -> int:
    """Print a token and nothing else."""
    async with database():
        say(await tokens.create(given.user))
    return 0


async def list_tokens(_given: argparse.Namespace) -> int:
    """List the tokens without showing them."""
    async with database():
        found = await tokens.listing()
    rows = [
        (
            token.id,
            token.email,
            f"…{token.hint}",
            f"{token.created_at:%Y-%m-%d %H:%M}",
            f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never",
            "revoked" if token.revoked_at else "in use",
        )
        for token in found
    ]
    say_table([("ID", "USER", "ENDS IN", "CREATED", "LAST USED", "STATE"), *rows])
    return 0


async def revoke_token(given: argparse.Namespace) -> int:
    """Make a token useless."""
    async with database():
        await tokens.revoke(given.id)
    complain("Revoked.")
    return 0
