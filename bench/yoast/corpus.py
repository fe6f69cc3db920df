"""The corpus: Markdown files with front matter, and how each is given to either tool."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from contentflow.analysis.widths import pixels
from contentflow.brief import Brief
from contentflow.document import Document, parse, render

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
# Links as the author wrote them, quotation marks as people paste them; a line's end within a
# paragraph is a space: part of yoastseo would take it for the end of a sentence.
_HTML = MarkdownIt("commonmark").enable("table")
_HTML.add_render_rule("softbreak", lambda *_: " ")


@dataclass(frozen=True)
class Sample:
    """One text of the corpus, with the keyphrase and the address it is measured for."""

    name: str
    document: Document
    keyphrase: str
    url: str
    source: str

    @property
    def brief(self) -> Brief:
        """The brief of a text without a content type or a wished length."""
        return Brief(
            topic=self.document.title, keyphrase=self.keyphrase, url=self.url, target_words=0
        )

    @property
    def paper(self) -> dict[str, Any]:
        """What yoastseo is given: the same text as HTML, and the same fields beside it."""
        document = self.document
        return {
            "name": self.name,
            "html": _HTML.render(render(document)).replace("&quot;", '"'),
            "attributes": {
                "keyword": self.keyphrase,
                "title": document.title,
                # Only a browser can measure a width; yoastseo judges the number it is given.
                "titleWidth": pixels(document.title),
                "description": document.meta_description,
                "slug": document.slug,
                "permalink": self.url,
            },
        }


def read(path: Path) -> Sample:
    """One file of the corpus."""
    _, front, markdown = path.read_text("utf-8").split("---\n", 2)
    named = dict(line.split(": ", 1) for line in front.splitlines() if ": " in line)
    document = replace(
        parse(markdown),
        title=named.get("title", ""),
        meta_description=named.get("description", ""),
        slug=named.get("slug", ""),
    )
    return Sample(path.stem, document, named["keyphrase"], named["url"], named["source"])


def samples() -> list[Sample]:
    """Every text, by name."""
    return [read(path) for path in sorted(CORPUS.glob("*.md"))]


def as_lines(papers: list[dict[str, Any]]) -> str:
    """Papers as the Node script reads them, one JSON object a line."""
    return "".join(json.dumps(paper) + "\n" for paper in papers)
