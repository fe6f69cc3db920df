"""Markdown with front matter, as site generators and editors read it. Pure."""

from datetime import datetime
from typing import Any

import yaml

from contentflow.document import Block, source_of
from contentflow.document_escape import escaped
from contentflow.export.article import Article


def render(article: Article) -> bytes:
    """Front matter and text; structured data stands in the front matter, not in the text."""
    return f"---\n{_front(article)}---\n\n{text(article)}\n".encode()


def text(article: Article) -> str:
    """The text alone."""
    return "\n\n".join(_source(block) for block in article.blocks)


def _source(block: Block) -> str:
    return source_of(block) if block.kind == "code" else escaped(source_of(block))


def _front(article: Article) -> str:
    document = article.document
    front: dict[str, Any] = {
        "title": article.title,
        "description": document.meta_description,
        "slug": document.slug,
        "keyphrase": str(article.brief.get("keyphrase", "")),
        "content_type": article.content_type.value,
        "author": article.owner,
        "date": article.dated.date(),
        "updated": article.made_at.replace(microsecond=0),
        "version": article.number,
        "approved": article.approved is not None,
        "scores": {"overall": article.overall, **article.scores},
    }
    if article.scripts:
        front["json_ld"] = [_Literal(script) for script in article.scripts]
    return yaml.dump(front, Dumper=_Front, sort_keys=False, allow_unicode=True, width=10_000)


class _Literal(str):
    """Text of several lines that stays so."""


class _Front(yaml.SafeDumper):
    """YAML as people write it."""


def _literal(dumper: yaml.SafeDumper, text: _Literal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")


def _moment(dumper: yaml.SafeDumper, moment: datetime) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", moment.isoformat())


_Front.add_representer(_Literal, _literal)
_Front.add_representer(datetime, _moment)
