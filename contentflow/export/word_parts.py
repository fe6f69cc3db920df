"""The pieces of a Word document that the library has no words for."""

import unicodedata
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

BODY, CODE, CODE_WORDS, LINK, LISTED = "Normal", "Code", "Code Words", "Hyperlink", "List Paragraph"
_FONT = "Consolas"
_LINK_COLOUR = RGBColor(0x05, 0x63, 0xC1)
_BULLETS = "•◦▪"
_LEVELS = 9  # what Word counts
_INDENT = 360  # twentieths of a point for each level
_GREY = "F2F2F2"


def add_styles(document: Document) -> None:
    """The styles for code and links, which a new document does not have."""
    styles: Any = document.styles
    code = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    words = styles.add_style(CODE_WORDS, WD_STYLE_TYPE.CHARACTER)
    link = styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    code.font.name = words.font.name = _FONT
    code.font.size = Pt(9.5)
    code.paragraph_format.space_before = Pt(6)
    code.element.get_or_add_pPr().append(_element("shd", val="clear", color="auto", fill=_GREY))
    link.font.color.rgb, link.font.underline = _LINK_COLOUR, True


def add_link(paragraph: Paragraph, address: str) -> Any:
    """A link at the paragraph's end, still without words; runs are moved into it."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("hyperlink")
    link.set(qn("r:id"), relation)
    paragraph._p.append(link)
    return link


class Lists:
    """The lists of a document: each is counted by itself."""

    def __init__(self, document: Document) -> None:
        self._numbering: Any = document.part.numbering_part.element
        self._kinds: dict[bool, int] = {}

    def begin(self, *, ordered: bool, level: int, start: int = 1) -> int:
        """A list of its own at this level; returns its number."""
        if ordered not in self._kinds:
            self._kinds[ordered] = self._define(ordered)
        made = self._numbering.add_num(self._kinds[ordered])
        if ordered:
            made.add_lvlOverride(ilvl=min(level, _LEVELS - 1)).add_startOverride(max(0, start))
        return int(made.numId)

    def mark(self, paragraph: Paragraph, number: int, level: int) -> None:
        """Make a paragraph an item of the list."""
        numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val = min(level, _LEVELS - 1)
        numbered.get_or_add_numId().val = number

    def _define(self, ordered: bool) -> int:
        taken = self._numbering.xpath("./w:abstractNum/@w:abstractNumId")
        number = max(map(int, taken), default=-1) + 1
        kind = _element("abstractNum", abstractNumId=str(number))
        kind.append(_element("multiLevelType", val="multilevel"))
        kind.extend(_level(level, ordered) for level in range(_LEVELS))
        # The schema wants every kind of list before the lists.
        first = self._numbering.find(qn("w:num"))
        first.addprevious(kind) if first is not None else self._numbering.append(kind)
        return number


def _level(level: int, ordered: bool) -> Any:
    made = _element("lvl", ilvl=str(level))
    made.append(_element("start", val="1"))
    made.append(_element("numFmt", val="decimal" if ordered else "bullet"))
    sign = f"%{level + 1}." if ordered else _BULLETS[level % len(_BULLETS)]
    made.append(_element("lvlText", val=sign))
    made.append(_element("lvlJc", val="left"))
    placed = _element("pPr")
    left = str(_INDENT * (level + 1))
    placed.append(_element("ind", left=left, hanging=str(_INDENT)))
    made.append(placed)
    return made


def indent(paragraph: Paragraph, levels: int) -> None:
    """Set a paragraph in by as many levels."""
    paragraph.paragraph_format.left_indent = Pt(_INDENT * levels / 20)


def draw_rule(paragraph: Paragraph) -> None:
    """A line across the page."""
    around = _element("pBdr")
    around.append(_element("bottom", val="single", sz="6", space="1", color="auto"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        around, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def repeat_first_row(table: Table) -> None:
    """Its head stands on every page the table reaches."""
    row: Any = table.rows[0]._tr
    row.get_or_add_trPr().append(_element("tblHeader"))


def set_direction(paragraph: Paragraph) -> None:
    """Let a paragraph whose first letter is of such a script run from right to left."""
    if not runs_left(paragraph.text):
        return
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(_element("bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
    for run in paragraph._p.iter(qn("w:r")):
        run.get_or_add_rPr().append(_element("rtl"))


def runs_left(text: str) -> bool:
    """True when the first letter with a direction runs from right to left."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _element(name: str, **attributes: str) -> Any:
    made: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
