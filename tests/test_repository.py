"""The repository is whole: it points at nothing outside itself and at nothing that is not there."""

import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "bench" / "yoast" / "corpus"  # texts to measure; their links are their own affair
BINARY = {".woff2", ".png", ".ico", ".gz", ".zip", ".docx"}

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
NAMED = re.compile(
    r"`((?:assets|bench|contentflow|docs|examples|tests|\.ci|\.github)/[\w./-]*|[\w.-]+\.(?:toml|md|txt))`"
)
UPWARD = re.compile(r"(?<![\w/.])((?:\.\./)+)")
MACHINE = re.compile(r"(?<![\w.:/~$}>)-])/(?:home|root|work|Users|mnt|srv|opt)/\w")
HOST = re.compile(r"https?://([\w.-]+)")
REGISTRY = re.compile(r"registry|artifactory|nexus|pypi|npm|mirror", re.IGNORECASE)
INDEX = re.compile(r"--(?:extra-)?index-url|--registry|_authToken|trusted-host")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file git knows that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file())


def texts(*suffixes: str) -> list[Path]:
    """The tracked text files, of some suffixes when given, without this one."""
    return [
        path
        for path in tracked()
        if path.suffix not in BINARY
        and path != Path(__file__)
        and not path.is_relative_to(CORPUS)
        and (not suffixes or path.suffix in suffixes)
    ]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(markdown: str) -> set[str]:
    """The addresses of a page's headings, as GitHub makes them."""
    plain = (re.sub(r"[^\w\s-]", "", title).lower() for title in HEADING.findall(markdown))
    return {re.sub(r"\s", "-", title) for title in plain}


def broken_links(page: Path, markdown: str) -> list[str]:
    """Links of a Markdown page that lead to nothing in this repository."""
    return [
        target for target in LINK.findall(CODE.sub("", markdown)) if leads_nowhere(page, target)
    ]


def leads_nowhere(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False  # another site's; not ours to promise
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.is_relative_to(ROOT) or not file.exists():
        return True
    return bool(parts.fragment) and parts.fragment not in anchors(CODE.sub("", file.read_text()))


def leaving(path: Path, text: str) -> list[str]:
    """Relative paths of a text that climb out of the repository."""
    depth = len(path.relative_to(ROOT).parts) - 1
    return [up for up in UPWARD.findall(text) if up.count("/") > depth]


@pytest.mark.parametrize("page", texts(".md"), ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text()) == []


@pytest.mark.parametrize("page", texts(".md"), ids=named)
def test_named_files_exist(page: Path) -> None:
    missing = [name for name in NAMED.findall(page.read_text()) if not (ROOT / name).exists()]
    assert missing == []


def test_nothing_leads_out_of_the_repository() -> None:
    wrong = {
        named(path): found
        for path in texts()
        if not path.is_relative_to(ROOT / "tests")  # hostile input is written there
        and (found := leaving(path, path.read_text()) + MACHINE.findall(path.read_text()))
    }
    assert wrong == {}


def test_no_registry_is_named() -> None:
    wrong = {}
    for path in texts():
        text = path.read_text()
        hosts = {host for host in HOST.findall(text) if REGISTRY.search(host)}
        if found := sorted(hosts) + INDEX.findall(text):
            wrong[named(path)] = found
    assert wrong == {}


def test_every_requirement_is_pinned() -> None:
    for path in ROOT.glob("requirements*.txt"):
        lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
        loose = [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)]
        assert loose == [], path.name


@pytest.mark.parametrize(
    "target",
    ["nowhere.md", "../../elsewhere.md", "../README.md#no-such-heading", "images/none.png"],
)
def test_a_broken_link_is_found(target: str) -> None:
    page = ROOT / "docs" / "architecture.md"
    assert broken_links(page, f"See [this]({target}).") == [target]
    assert broken_links(page, "[code](../contentflow/live.py), [web](https://example.com)") == []


def test_a_way_out_is_found() -> None:
    assert leaving(ROOT / "docs" / "page.md", "../README.md, then ../../elsewhere") == ["../../"]
    assert MACHINE.search("see /home/me/notes")
    assert not MACHINE.search("https://host/home/page and ./work/x")
