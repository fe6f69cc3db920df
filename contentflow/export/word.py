"""A Word document: the HTML of the preview, set in Word's own headings, lists and tables. Pure."""

import io
from datetime import UTC, datetime

import docx
from docx.document import Document

from contentflow import document as documents
from contentflow.export.article import Article
from contentflow.export.word_parts import add_styles
from contentflow.export.word_setter import Setter

_LONGEST_PROPERTY = 255  # characters; Word takes no more


def render(article: Article) -> bytes:
    """The document. Images are links: nothing is fetched from other sites."""
    document = docx.Document()
    add_styles(document)
    _describe(document, article)
    setter = Setter(document)
    if article.document.title:
        setter.set_heading(article.document.title)
    for block in article.blocks:
        setter.set_html(documents.to_html(block))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _describe(document: Document, article: Article) -> None:
    said = {
        "title": article.title,
        "author": article.owner,
        "comments": article.document.meta_description,
        "keywords": str(article.brief.get("keyphrase", "")),
        "category": article.content_label,
        "content_status": "Approved" if article.approved else "Not approved",
        "last_modified_by": article.made_by,
        "version": str(article.number),
        "language": "en",
        "subject": "",
    }
    properties = document.core_properties
    for name, value in said.items():
        setattr(properties, name, value[:_LONGEST_PROPERTY])
    properties.created = _plain(article.dated)
    properties.modified = _plain(article.made_at)
    if not article.approved:
        document.sections[0].header.paragraphs[0].text = article.state


def _plain(moment: datetime) -> datetime:
    """As the library wants it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
