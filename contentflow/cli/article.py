"""A Markdown file for the analyse command: its text, and what its front matter says of it."""

import argparse
import re
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from contentflow.cli.terminal import complain
from contentflow.document import Document, parse, plain_text
from contentflow.errors import Invalid

STANDARD_INPUT = "-"
MOST_BYTES = 2_000_000  # about 300,000 words
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"([A-Za-z]\w*)[ \t]*:(?:[ \t]+(.*))?")
_BLOCK_MARK = re.compile(r"[>|][-+]?")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


@dataclass(frozen=True)
class Article:
    """A document with what is known of its page. `dated` is an ISO date or empty."""

    document: Document
    keyphrase: str = ""
    url: str = ""
    author: str = ""
    dated: str = ""


def read_text(name: str) -> str:
    """The text of a file, or of standard input.

    Raises:
        Invalid: there is none, it is too large, or it is no text; the message says which.
    """
    try:
        text = _read(name).decode("utf-8-sig")
    except OSError as error:
        raise Invalid({name: error.strerror or str(error)}) from error
    except UnicodeDecodeError as error:
        raise Invalid({name: "it is not UTF-8 text"}) from error
    if "\0" in text:
        raise Invalid({name: "it is not text"})
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(name: str) -> bytes:
    if name == STANDARD_INPUT:
        if sys.stdin.isatty():
            complain("Reading what you type; Ctrl-D ends it.")
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid({name: f"it is larger than {MOST_BYTES // 1_000_000} MB"})
    return data


def read_article(text: str, given: argparse.Namespace) -> Article:
    """An article as its text, its front matter and the options say; the options win.

    Raises:
        Invalid: the page's address is not one.
    """
    named, body = _front_matter(text)
    options = {name: getattr(given, name) for name in _OPTIONS}
    named |= {name: value for name, value in options.items() if value is not None}
    url = _checked_address(named.get("url", ""))
    document = parse(body)
    document = replace(
        document,
        title=_one_line(named["title"] if "title" in named else _main_heading(document)),
        meta_description=_one_line(named.get("description", "")),
        slug=_one_line(named["slug"] if "slug" in named else _end_of(url)),
    )
    dated = _iso_date(named.get("date", ""))
    return Article(document, named.get("keyphrase", ""), url, named.get("author", ""), dated)


_OPTIONS = ("title", "description", "slug", "url", "keyphrase")


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """What stands above the text between two lines of dashes, and the text."""
    front = _FRONT.match(text)
    named = _named(front[1]) if front else {}
    # Two rules with prose between them are no front matter.
    return (named, text[front.end() :]) if front and named else ({}, text)


def _named(lines: str) -> dict[str, str]:
    """The plain values of YAML: one line, or indented lines below their name."""
    found: dict[str, str] = {}
    name = ""
    for line in lines.splitlines():
        if named := _FRONT_LINE.fullmatch(line):
            name, value = named[1].lower(), (named[2] or "").strip()
            found[name] = "" if _BLOCK_MARK.fullmatch(value) else _unquoted(value)
        elif name and line[:1] in (" ", "\t"):
            found[name] = f"{found[name]} {line.strip()}".strip()
        else:
            name = ""
    return found


def _unquoted(value: str) -> str:
    quoted = _QUOTED.fullmatch(value)
    if not quoted:
        return value
    return quoted[2].replace("''", "'") if quoted[1] == "'" else quoted[2].replace('\\"', '"')


def _main_heading(document: Document) -> str:
    headings = (block for block in document.blocks if block.kind == "heading")
    return next((plain_text(block.text) for block in headings if block.level == 1), "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _checked_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # as in http://[
        parts = urlsplit("")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Invalid({"--url": "it must be an address like https://example.com/page"})
    return url


def _end_of(url: str) -> str:
    """The last part of an address's path, which is the page's slug."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def _iso_date(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
