import datetime
import json

import frontmatter
import pytest
from markdown_it import MarkdownIt

from contentflow import document as documents
from contentflow.document_markdown import to_html
from contentflow.export import markdown
from contentflow.export.article import Approved
from tests.export.articles import DECENT, HOSTILE, MADE, META, TITLE, article_of, document_of

CARELESS = MarkdownIt("commonmark", {"html": True}).enable("table")


def test_the_front_matter_says_what_the_text_is() -> None:
    found = frontmatter.loads(markdown.render(article_of()).decode())
    (script,) = found.metadata.pop("json_ld")
    assert json.loads(script)["@graph"][1]["@type"] == "FAQPage"
    assert found.metadata == {
        "title": TITLE,
        "description": META,
        "slug": "standing-desks",
        "keyphrase": "standing desk",
        "content_type": "how_to",
        "author": "Maya Chen",
        "date": datetime.date(2026, 11, 25),
        "updated": MADE,
        "version": 3,
        "approved": False,
        "scores": {"overall": 75, "seo": 84, "readability": 66, "brand": None, "geo": 75},
    }


def test_an_approved_version_says_so() -> None:
    article = article_of(approved=Approved("Tom", MADE))
    assert frontmatter.loads(markdown.render(article).decode())["approved"] is True


def test_the_text_is_the_document_without_its_structured_data() -> None:
    found = frontmatter.loads(markdown.render(article_of()).decode())
    wanted = documents.render(document_of(DECENT.partition("```json")[0]))
    assert found.content == wanted


def test_what_is_no_valid_structured_data_stays_to_be_seen() -> None:
    text = markdown.render(article_of(HOSTILE["bad data"])).decode()
    assert "json_ld" not in text
    assert "```json" in text


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_every_text_leaves_and_looks_as_in_the_preview(source: str) -> None:
    article = article_of(source)
    found = frontmatter.loads(markdown.render(article).decode())
    assert found["title"] == TITLE
    assert "<script" not in CARELESS.render(found.content)
    shown = "\n".join(to_html(documents.source_of(block)) for block in article.blocks)
    again = "\n".join(documents.to_html(block) for block in documents.parse(found.content).blocks)
    assert again == shown


@pytest.mark.parametrize(
    "title", ["a: b", "- x", "'", '"', "#x", "yes", "2026-11-25", "👩‍👩‍👧", "مرحبا", "\u2028"]
)
def test_every_title_comes_back(title: str) -> None:
    article = article_of(document=document_of("x", title=title))
    assert frontmatter.loads(markdown.render(article).decode())["title"] == title
