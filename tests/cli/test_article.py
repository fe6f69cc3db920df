from argparse import Namespace

import pytest

from contentflow.cli.article import read_article
from contentflow.errors import Invalid

FRONT = """---
title: "Standing desks"
description: What to look for: height and noise.
slug: 'standing-desks'
keyphrase: standing desk
author: Maya Lind
date: 2026-03-01T10:00:00Z
tags:
  - desks
---
Desks stand.
"""


def options(**given: str) -> Namespace:
    names = ("title", "description", "slug", "url", "keyphrase")
    return Namespace(**{name: given.get(name) for name in names})


def test_front_matter_says_what_the_page_is() -> None:
    article = read_article(FRONT, options())
    document = article.document
    assert (document.title, document.slug) == ("Standing desks", "standing-desks")
    assert document.meta_description == "What to look for: height and noise."
    assert (article.keyphrase, article.author) == ("standing desk", "Maya Lind")
    assert article.dated == "2026-03-01"
    assert [block.text for block in document.blocks] == ["Desks stand."]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("title: 'The team''s desks'", "The team's desks"),
        ('title: "A \\"standing\\" desk"', 'A "standing" desk'),
        ("title: >-\n  Standing\n  desks\nslug: d", "Standing desks"),
        ("title: Standing\n  desks", "Standing desks"),
        ("TITLE:   Desks  ", "Desks"),
        ("title: '", "'"),
        ("title:\nslug: d", ""),
        ("# a comment\n\nother:\n  - title: no\ntitle: Desks", "Desks"),
        ("title: desks: 5 of them", "desks: 5 of them"),
    ],
)
def test_values_of_front_matter(lines: str, title: str) -> None:
    assert read_article(f"---\n{lines}\n---\nText.\n", options()).document.title == title


def test_options_win_also_when_they_are_empty() -> None:
    article = read_article(FRONT, options(title="Desks", keyphrase="", slug="d", description=""))
    document = article.document
    assert (document.title, document.slug, document.meta_description) == ("Desks", "d", "")
    assert article.keyphrase == ""


def test_the_title_is_else_the_main_heading_which_stays_in_the_text() -> None:
    document = read_article("## Small\n\n# The *title*\n\nText.\n", options()).document
    assert document.title == "The title"
    assert [block.kind for block in document.blocks] == ["heading", "heading", "paragraph"]


@pytest.mark.parametrize(
    "text",
    ["---\n\nA rule above and below.\n\n---\n\nMore.", "---\ntitle: never closed", "--- \n---\n"],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    article = read_article(text, options())
    assert article.document.title == ""
    assert article.document.blocks


def test_the_slug_is_else_the_end_of_the_address() -> None:
    url = "https://desks.example/blog/standing-desks/?from=mail"
    assert read_article("Text.", options(url=url)).document.slug == "standing-desks"
    assert read_article("Text.", options(url=url, slug="own")).document.slug == "own"


def test_a_date_that_is_none_is_left_out() -> None:
    assert read_article("---\ndate: last week\n---\nText.", options()).dated == ""


@pytest.mark.parametrize("url", ["desks.example", "ftp://desks.example", "http://", "http://["])
def test_an_address_has_a_host(url: str) -> None:
    with pytest.raises(Invalid):
        read_article("Text.", options(url=url))
