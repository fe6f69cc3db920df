"""Structured data: the JSON-LD of a document, kept as its last block, written from what it says.

It lives in a code block with the info string `json` that holds a schema.org object. Nothing in it
is new: title, description, the brief's author, date and keyphrase, and the text's own questions.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from contentflow.analysis import byline
from contentflow.analysis.answers import answered_questions
from contentflow.analysis.rules import Finding, Subject
from contentflow.analysis.text import Passage, Sentence, prepare
from contentflow.brief import Brief
from contentflow.document import Block, Document
from contentflow.names import Rating

CONTEXT = "https://schema.org"
LEAST_QUESTIONS = 2
_FENCE = re.compile(
    r"\A(`{3,}|~{3,})[ \t]*(?:json|jsonld|json-ld|json\+ld|ld\+json)\b[^\n]*\n", re.I
)
_CLOSING = re.compile(r"\n[ \t]*(?:`{3,}|~{3,})[ \t]*\Z")
_MARKS_IT = re.compile(r"\"@context\"|schema\.org")
_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|\w*Report)")

Node = dict[str, Any]


def is_data(block: Block) -> bool:
    """True for a code block that holds structured data, valid or not."""
    return block.kind == "code" and _source(block.text) is not None


def _source(text: str) -> str | None:
    opened = _FENCE.match(text)
    body = _CLOSING.sub("", text[opened.end() :]) if opened else ""
    return body if _MARKS_IT.search(body) else None


def script_of(block: Block) -> str | None:
    """What a page's script element holds of a block; None when it is no valid JSON-LD."""
    if not is_data(block) or nodes(block.text) is None:
        return None
    return _in_a_script((_source(block.text) or "").strip())


def _in_a_script(text: str) -> str:
    """JSON that ends no script element it stands in; "<" can only be part of its strings."""
    return text.replace("<", "\\u003c")


def nodes(text: str) -> tuple[Node, ...] | None:
    """The objects of a block's JSON-LD; None when it is not valid."""
    try:
        data = json.loads(_source(text) or "", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    tops = data if isinstance(data, list) else [data]
    if not tops or not all(_has_context(top) for top in tops):
        return None
    listed = [top.get("@graph", [top]) for top in tops]
    found = [node for graph in listed if isinstance(graph, list) for node in graph]
    return tuple(found) if found and all(isinstance(node, dict) for node in found) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _has_context(top: object) -> bool:
    return isinstance(top, dict) and "schema.org" in str(top.get("@context", ""))


def measure(subject: Subject) -> Finding | None:
    """Whether the JSON-LD is there, valid, an article's, and says what the text says.

    A bare file without it is not judged: the site may add it to the page.
    """
    held = zip(subject.text.passages, subject.document.blocks, strict=True)
    blocks = [passage for passage, block in held if is_data(block)]
    if not subject.text.words or (subject.brief.bare and not blocks):
        return None
    if not blocks:
        return Finding(Rating.POOR, 0, "none", 4)
    spans = tuple(block.whole for block in blocks)
    parsed = [nodes(block.body.source) for block in blocks]
    if None in parsed:
        return Finding(Rating.POOR, 0, "not valid", 3, spans)
    wrong = tuple(_wrong([node for found in parsed for node in found or ()], subject))
    if not wrong:
        return Finding(Rating.GOOD, 1, "valid")
    if wrong[0] == _HIDDEN:
        return Finding(Rating.POOR, 0, _HIDDEN, 2, spans)
    return Finding(Rating.NEEDS_WORK, 0.5, wrong[0], 1, spans)


_HIDDEN = "questions the text does not show"


def _wrong(found: list[Node], subject: Subject) -> Iterator[str]:
    """What does not match the text, gravest first."""
    shown = _letters(" ".join(p.body.masked for p in subject.text.passages))
    asked = [(_letters(name) in shown, _letters(text) in shown) for name, text in _asked(found)]
    if asked and not any(name for name, _ in asked):
        yield _HIDDEN
    elif not all(name and text for name, text in asked):
        yield "a question or answer differs"
    article = next((node for node in found if any(map(_ARTICLES.fullmatch, _types(node)))), None)
    if article is None:
        yield "no article described"
        return
    document, brief = subject.document, subject.brief
    told = {
        "headline": document.title,
        "description": document.meta_description,
        "datePublished": byline.date_of(brief),
    }
    for name, value in told.items():
        if (value or not brief.bare) and _plain(article.get(name)) != _plain(value):
            yield f"{name} differs"
    if (brief.author or not brief.bare) and _author(article) != _plain(brief.author):
        yield "author differs"


def _types(node: Node) -> list[str]:
    given = node.get("@type")
    return [str(one) for one in (given if isinstance(given, list) else [given])]


def _asked(found: list[Node]) -> Iterator[tuple[str, str]]:
    """Every question of the FAQ pages with its answer."""
    for page in found:
        entries = page.get("mainEntity", []) if "FAQPage" in _types(page) else []
        for entry in entries if isinstance(entries, list) else [entries]:
            question = entry if isinstance(entry, dict) else {}
            answer = question.get("acceptedAnswer")
            text = answer.get("text", "") if isinstance(answer, dict) else ""
            yield str(question.get("name", "")), str(text)


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _plain(value: object) -> str:
    return " ".join(str(value or "").split())


def _author(article: Node) -> str:
    given = article.get("author")
    one = given[0] if isinstance(given, list) and given else given
    return _plain(one.get("name") if isinstance(one, dict) else one)


def build(document: Document, brief: Brief) -> str:
    """The code block for a document: an Article, and a FAQPage when it answers two questions."""
    article = _article(document, brief)
    questions = [_question(*one) for one in answered_questions(prepare(document))]
    if len(questions) >= LEAST_QUESTIONS:
        page = {"@type": "FAQPage", "mainEntity": questions}
        article = {"@graph": [article, page]}
    data = {"@context": CONTEXT, **article}
    text = _in_a_script(json.dumps(data, ensure_ascii=False, indent=2))
    return f"```json\n{text}\n```"


def _article(document: Document, brief: Brief) -> Node:
    name = " ".join(brief.author.split())
    node: Node = {
        "@type": "Article",
        "headline": document.title,
        "description": document.meta_description,
        "author": {"@type": "Person", "name": name} if name else None,
        "datePublished": byline.date_of(brief),
        "keywords": brief.keyphrase,
    }
    return {key: value for key, value in node.items() if value}


def _question(heading: Passage, passage: Passage, sentence: Sentence) -> Node:
    answer = passage.body.masked[sentence.start : sentence.end]
    return {
        "@type": "Question",
        "name": " ".join(heading.body.masked.split()),
        "acceptedAnswer": {"@type": "Answer", "text": " ".join(answer.split())},
    }
