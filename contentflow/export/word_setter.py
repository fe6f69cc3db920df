"""Sets the preview's HTML in a Word document: paragraphs for its blocks, runs for their words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from docx.document import Document
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml import html as markup
from lxml.html import HtmlElement

from contentflow.export import word_parts as parts

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {*_HEADINGS, "p", "ul", "ol", "blockquote", "table", "pre", "hr"}
_QUOTE, _GRID = "Quote", "Table Grid"


@dataclass
class _Item:
    """An item of a list. Its first paragraph has the sign, the others stand below its text."""

    number: int
    level: int
    signed: bool = False


@dataclass(frozen=True)
class _Place:
    """Where a block goes: into the document or a cell, of which list's item, in how many quotes."""

    into: Document | _Cell
    item: _Item | None = None
    quotes: int = 0


@dataclass(frozen=True)
class _Look:
    """How words are set."""

    bold: bool | None = None
    italic: bool | None = None
    code: bool = False
    link: str = ""


@dataclass
class Setter:
    """One document, block by block."""

    document: Document
    _lists: parts.Lists = field(init=False)

    def __post_init__(self) -> None:
        self._lists = parts.Lists(self.document)

    def set_heading(self, text: str, level: int = 1) -> None:
        """A heading of plain text."""
        parts.set_direction(self.document.add_heading(text, level))

    def set_html(self, html: str) -> None:
        """One block of the preview."""
        self._flow(markup.fragment_fromstring(html, create_parent="div"), _Place(self.document))

    def _flow(self, element: HtmlElement, place: _Place) -> None:
        """What stands in an element: blocks, and words between them in paragraphs of their own."""
        paragraph: Paragraph | None = None
        for piece in _pieces(element):
            if not isinstance(piece, str) and piece.tag in _BLOCKS:
                _finish(paragraph)
                paragraph = None
                self._block(piece, place)
            elif paragraph is not None or not isinstance(piece, str) or piece.strip():
                paragraph = paragraph or self._begin(place)
                _add(paragraph, piece, _Look())
        _finish(paragraph)

    def _block(self, element: HtmlElement, place: _Place) -> None:
        set_one: dict[str, Callable[[HtmlElement, _Place], None]] = {
            "p": self._flow,
            "ul": self._list,
            "ol": self._list,
            "table": self._table,
            "pre": self._code,
            "hr": self._rule,
            "blockquote": self._quote,
        }
        set_one.get(element.tag, self._heading)(element, place)

    def _begin(self, place: _Place, style: str = "") -> Paragraph:
        """A paragraph at this place, as its list or quote wants it."""
        item = place.item
        plain = _QUOTE if place.quotes else parts.LISTED if item else None
        made = place.into.add_paragraph(style=style or plain)
        if item and not item.signed:
            self._lists.mark(made, item.number, item.level)
            item.signed = True
        elif item or place.quotes:
            parts.indent(made, (item.level + 1 if item else 0) + place.quotes)
        return made

    def _heading(self, element: HtmlElement, place: _Place) -> None:
        paragraph = self._begin(place, f"Heading {_HEADINGS[element.tag]}")
        _add_all(paragraph, element, _Look())
        _finish(paragraph)

    def _list(self, element: HtmlElement, place: _Place) -> None:
        level = place.item.level + 1 if place.item else 0
        start = str(element.get("start", "1"))
        number = self._lists.begin(
            ordered=element.tag == "ol",
            level=level,
            start=int(start) if start.isdecimal() and len(start) < 10 else 1,
        )
        for item in element.iterchildren("li"):
            self._flow(item, replace(place, item=_Item(number, level)))

    def _quote(self, element: HtmlElement, place: _Place) -> None:
        self._flow(element, replace(place, quotes=place.quotes + 1))

    def _code(self, element: HtmlElement, place: _Place) -> None:
        paragraph = self._begin(place, parts.CODE)
        paragraph.add_run(element.text_content().removesuffix("\n"))

    def _rule(self, _element: HtmlElement, place: _Place) -> None:
        parts.draw_rule(self._begin(place))

    def _table(self, element: HtmlElement, _place: _Place) -> None:
        rows = [list(row.iterchildren("th", "td")) for row in element.iter("tr")]
        made = self.document.add_table(len(rows), max(map(len, rows), default=0))
        made.style = _GRID
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, found in zip(row.cells, cells, strict=False):
                _fill(cell.paragraphs[0], found)
        parts.repeat_first_row(made)


def _pieces(element: HtmlElement) -> Iterator[str | HtmlElement]:
    yield element.text or ""
    for child in element:
        yield child
        tail = child.tail or ""
        yield tail.removeprefix("\n") if child.tag == "br" else tail


def _fill(paragraph: Paragraph, cell: HtmlElement) -> None:
    _add_all(paragraph, cell, _Look(bold=True if cell.tag == "th" else None))
    _finish(paragraph)


def _add_all(paragraph: Paragraph, element: HtmlElement, look: _Look) -> None:
    for piece in _pieces(element):
        _add(paragraph, piece, look)


def _add(paragraph: Paragraph, piece: str | HtmlElement, look: _Look) -> None:
    if isinstance(piece, str):
        _add_words(paragraph, piece.replace("\n", " "), look)
        return
    match piece.tag:
        case "br":
            paragraph.add_run().add_break()
        case "img":
            _add_words(paragraph, f"[Image: {piece.get('alt')}]", _image_look(look, piece))
        case _:
            _add_all(paragraph, piece, _look_of(piece, look))


def _look_of(element: HtmlElement, look: _Look) -> _Look:
    match element.tag:
        case "strong":
            return replace(look, bold=True)
        case "em":
            return replace(look, italic=True)
        case "code":
            return replace(look, code=True)
        case "a":
            return replace(look, link=str(element.get("href", "")))
        case _:
            return look


def _image_look(look: _Look, image: HtmlElement) -> _Look:
    return replace(look, link=look.link or str(image.get("src", "")))


def _add_words(paragraph: Paragraph, words: str, look: _Look) -> None:
    if not words:
        return
    run = paragraph.add_run(words)
    run.bold, run.italic = look.bold, look.italic
    if look.link:
        run.style = parts.LINK
        parts.add_link(paragraph, look.link).append(run._r)
    elif look.code:
        run.style = parts.CODE_WORDS


def _finish(paragraph: Paragraph | None) -> None:
    if paragraph is not None:
        parts.set_direction(paragraph)
