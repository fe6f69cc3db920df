"""Which commands there are, and what each is given."""

import argparse
import asyncio
import io
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import Any, NoReturn

from contentflow import __version__
from contentflow.cli.terminal import complain
from contentflow.errors import ContentflowError, Invalid
from contentflow.names import ContentType, Role

Command = Callable[[argparse.Namespace], int]
BAD_INPUT = 2  # also argparse's
MOST_WORDS = 100_000


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line; the usage is in --help."""

    def error(self, message: str) -> NoReturn:
        complain(f"{self.prog}: {message}")
        raise SystemExit(BAD_INPUT)


def main(arguments: Sequence[str]) -> int:
    """Run one command; the process's exit status."""
    _say_anything()
    given = parser().parse_args(arguments)
    command: Command = given.command
    try:
        status = command(given)
        sys.stdout.flush()
        return status
    except Invalid as error:
        for message in error.fields.values():
            complain(message)
    except BrokenPipeError:  # who reads has seen enough, as in `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ContentflowError, OSError) as error:
        complain(str(error))
    except KeyboardInterrupt:
        pass
    return 1


def _say_anything() -> None:
    """What the terminal's encoding lacks is shown as ?, not as a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _later(module: str, name: str) -> Command:
    """A command whose module is imported when it runs: to measure a text needs no database."""

    def run(given: argparse.Namespace) -> int:
        command = getattr(import_module(f"contentflow.cli.{module}"), name)
        found: int | Coroutine[Any, Any, int] = command(given)
        return found if isinstance(found, int) else asyncio.run(found)

    return run


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = _Parser(prog="python -m contentflow", description="contentflow's tools.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    about = "bring the database to this version"
    _add(commands, "migrate", _later("database", "migrate_database"), about)
    about = "say what is configured, what is missing, what to do"
    _add(commands, "doctor", _later("doctor", "doctor"), about)
    about = "run campaigns in this process, beside the others (PostgreSQL and Redis)"
    _add(commands, "worker", _later("worker", "work"), about)
    _add_keeping(commands)
    _add_analyse(commands)
    _add_user(commands)
    _add_token(commands)
    return top


def _add(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    command: Command,
    about: str,
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    added.set_defaults(command=command)
    return added


def _add_keeping(commands: "argparse._SubParsersAction[_Parser]") -> None:
    about = "write both databases into one file, also while a server uses them"
    added = _add(commands, "backup", _later("keeping", "back_up"), about)
    added.add_argument("file", metavar="FILE", nargs="?", help="by default in the data folder")
    about = "put both databases back from a file; the server must be stopped"
    _add(commands, "restore", _later("keeping", "restore"), about).add_argument("file")
    about = "copy an installation on SQLite to PostgreSQL, and compare every row"
    added = _add(commands, "move", _later("keeping", "move"), about)
    added.add_argument("--to", required=True, metavar="URL", help="postgresql://user@host/database")


def _group(
    commands: "argparse._SubParsersAction[_Parser]", name: str, about: str
) -> "argparse._SubParsersAction[_Parser]":
    group = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    return group.add_subparsers(title="commands", required=True, metavar="COMMAND")


def _add_analyse(commands: "argparse._SubParsersAction[_Parser]") -> None:
    about = "measure Markdown files: SEO, readability, brand and GEO scores, and what to mend"
    added = _add(commands, "analyse", _later("analyse", "analyse_files"), about)
    added.epilog = (
        "A file's front matter may hold title, description, slug, url, keyphrase, author and date;"
        " options win. Exit status: 0, or 2 when something cannot be read."
    )
    added.add_argument(
        "files", nargs="*", metavar="FILE", help="a Markdown file; none or - is standard input"
    )
    added.add_argument("--keyphrase", metavar="TEXT", help="what the text wants to be found for")
    added.add_argument("--title", metavar="TEXT", help="otherwise the first main heading")
    added.add_argument("--description", metavar="TEXT", help="the meta description")
    added.add_argument("--slug", metavar="TEXT", help="otherwise the end of --url")
    added.add_argument("--url", help="the page's own address: links to its host are internal")
    kinds = [kind.value for kind in ContentType]
    about = f"how long it should be depends on it: {', '.join(kinds)}"
    added.add_argument("--content-type", choices=kinds, metavar="TYPE", help=about)
    added.add_argument("--words", type=_length, metavar="N", help="the wished length, if any")
    added.add_argument(
        "--voice", help="plain, friendly, formal or confident; samples (file or folder); or .json"
    )
    added.add_argument(
        "--no-word-forms", action="store_true", help="find the keyphrase only as it is written"
    )
    added.add_argument("--json", action="store_true", help="everything, as JSON")


def _length(text: str) -> int:
    if not text.isdecimal() or len(text) > 6 or not 0 < int(text) <= MOST_WORDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_WORDS:,}")
    return int(text)


def _add_user(commands: "argparse._SubParsersAction[_Parser]") -> None:
    users = _group(commands, "user", "add people and change their passwords")
    added = _add(users, "add", _later("people", "add_user"), "add an account")
    added.add_argument("email", metavar="EMAIL")
    added.add_argument("--role", choices=[role.value for role in Role], default=Role.EDITOR)
    added.add_argument("--password", help="one is chosen and printed when none is given")
    about = "set a password, end the sessions"
    changed = _add(users, "password", _later("people", "change_password"), about)
    changed.add_argument("email", metavar="EMAIL")
    changed.add_argument("--password", help="asked for when it is not given")


def _add_token(commands: "argparse._SubParsersAction[_Parser]") -> None:
    tokens = _group(commands, "token", "make, list and revoke API tokens")
    made = _add(tokens, "create", _later("people", "create_token"), "make a token and print it")
    made.add_argument("--user", required=True, metavar="EMAIL")
    _add(tokens, "list", _later("people", "list_tokens"), "list the tokens")
    ended = _add(tokens, "revoke", _later("people", "revoke_token"), "make a token useless")
    ended.add_argument("id", metavar="ID", help="as token list shows it")
