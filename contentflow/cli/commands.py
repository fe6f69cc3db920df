"""Which commands there are, and what each is given."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from contentflow import __version__, migrate
from contentflow.cli import analyse, doctor, people
from contentflow.cli.terminal import complain, say
from contentflow.config import config
from contentflow.errors import ContentflowError, Invalid
from contentflow.names import Role, Tone

Command = Callable[[argparse.Namespace], Awaitable[int]]


def main(arguments: Sequence[str]) -> int:
    """Run one command; the process's exit status."""
    given = parser().parse_args(arguments)
    command: Command = given.command
    try:
        return asyncio.run(_run(command, given))
    except Invalid as error:
        for message in error.fields.values():
            complain(message)
    except (ContentflowError, OSError) as error:
        complain(str(error))
    except SQLAlchemyError as error:
        complain(f"The database does not answer: {error.__cause__ or error}")
    except KeyboardInterrupt:
        pass
    return 1


async def _run(command: Command, given: argparse.Namespace) -> int:
    return await command(given)


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="python -m contentflow", description="contentflow's tools.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "migrate", _migrate, "bring the database to this version")
    _add(commands, "doctor", doctor.doctor, "say what is configured, what is missing, what to do")
    _add_analyse(commands)
    _add_user(commands)
    _add_token(commands)
    return top


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Command,
    about: str,
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    added.set_defaults(command=command)
    return added


def _group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    group = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    return group.add_subparsers(title="commands", required=True, metavar="COMMAND")


def _add_analyse(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    added = _add(commands, "analyse", analyse.analyse_files, "measure Markdown files")
    added.add_argument("files", nargs="+", metavar="FILE", help="a Markdown file; - is the input")
    added.add_argument("--keyphrase", default="", help="the phrase the text wants to be found for")
    added.add_argument("--tone", choices=list(Tone), help="the voice to measure against")
    added.add_argument("--words", type=int, help="the wished length; as it is, when not given")
    added.add_argument("--json", action="store_true", help="every check, as JSON")


def _add_user(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    users = _group(commands, "user", "add people and change their passwords")
    added = _add(users, "add", people.add_user, "add an account")
    added.add_argument("email", metavar="EMAIL")
    added.add_argument("--role", choices=list(Role), default=Role.EDITOR)
    added.add_argument("--password", help="one is chosen and printed when none is given")
    changed = _add(users, "password", people.change_password, "set a password, end the sessions")
    changed.add_argument("email", metavar="EMAIL")
    changed.add_argument("--password", help="asked for when it is not given")


def _add_token(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    tokens = _group(commands, "token", "make, list and revoke API tokens")
    made = _add(tokens, "create", people.create_token, "make a token and print it")
    made.add_argument("--user", required=True, metavar="EMAIL")
    _add(tokens, "list", people.list_tokens, "list the tokens")
    ended = _add(tokens, "revoke", people.revoke_token, "make a token useless")
    ended.add_argument("id", metavar="ID", help="as token list shows it")


async def _migrate(_given: argparse.Namespace) -> int:
    before = await asyncio.to_thread(migrate.state, config().database)
    await asyncio.to_thread(migrate.migrate)
    newest = migrate.newest()
    say(f"The database is at version {newest}" + (", as before." if before == newest else "."))
    return 0
