"""A whole HTML document: meta tags and structured data in its head, the text in its body. Pure."""

import re
from collections.abc import Iterator
from html import escape, unescape

from contentflow import document as documents
from contentflow.document import Block
from contentflow.export.article import Article

_LINES = "\n"
_IMAGE = re.compile(r'<img src="(https?://[^"]+)"')
_REFUSES = re.compile(r'(<a(?: (?:href|title)="[^"]*")*) rel="[^"]*"')
_NO_IMAGE = re.compile(r'<img(?: src="")? alt="([^"]*)"(?: title="[^"]*")?>')


def render(article: Article) -> bytes:
    """The page. Its text is the very HTML that the preview shows."""
    head = _LINES.join(_head(article))
    return _LINES.join(
        [
            "<!doctype html>",
            f"<!-- {article.state} -->",
            '<html lang="en">',
            f"<head>\n{head}\n</head>",
            f'<body>\n<article dir="auto">\n{body(article)}\n</article>\n</body>',
            "</html>",
            "",
        ]
    ).encode()


def body(article: Article) -> str:
    """The title and the text."""
    title = article.document.title
    heading = [f"<h1>{escape(title, quote=False)}</h1>"] if title else []
    return _LINES.join([*heading, *map(_html, article.blocks)])


def _html(block: Block) -> str:
    shown = documents.to_html(block)
    # The preview vouches for no link; whoever publishes the text chose its links.
    shown = _REFUSES.sub(r"\1", shown)
    # An image without an address is no valid HTML; browsers show its other text.
    return _NO_IMAGE.sub(r"\1", shown)


def _head(article: Article) -> Iterator[str]:
    document, url = article.document, article.url
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(article.title, quote=False)}</title>"
    if document.meta_description:
        yield _meta("name", "description", document.meta_description)
    yield _meta("name", "author", article.owner)
    if url:
        yield f'<link rel="canonical" href="{escape(url)}">'
    yield from (_meta("property", *one) for one in _open_graph(article, url))
    yield from (f'<script type="application/ld+json">\n{one}\n</script>' for one in article.scripts)


def _open_graph(article: Article, url: str) -> Iterator[tuple[str, str]]:
    yield "og:type", "article"
    yield "og:title", article.title
    if article.document.meta_description:
        yield "og:description", article.document.meta_description
    if url:
        yield "og:url", url
    if image := _IMAGE.search(body(article)):
        yield "og:image", unescape(image[1])
    yield "og:locale", "en_US"
    yield "article:published_time", article.dated.date().isoformat()
    yield "article:modified_time", article.made_at.replace(microsecond=0).isoformat()


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(value)}">'
