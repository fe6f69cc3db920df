import io
import warnings
from zipfile import ZipFile

import docx
import html5lib
import mammoth
import pytest
from docx.oxml.ns import qn

from contentflow.export import word
from contentflow.export.article import Approved, Article
from tests.export.articles import DECENT, HOSTILE, MADE, META, TITLE, article_of


def opened(article: Article) -> docx.document.Document:
    return docx.Document(io.BytesIO(word.render(article)))


def read_by_others(article: Article) -> html5lib.treebuilders:
    """The document as another reader of Word files sees it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = mammoth.convert_to_html(io.BytesIO(word.render(article)))
    return html5lib.parseFragment(found.value, namespaceHTMLElements=False)


def texts(tree: html5lib.treebuilders, tag: str) -> list[str]:
    return ["".join(one.itertext()).strip() for one in tree.findall(f".//{tag}")]


def test_headings_are_headings() -> None:
    document = opened(article_of())
    heads = [(p.style.name, p.text) for p in document.paragraphs if p.style.name != "Normal"]
    assert heads[0] == ("Heading 1", TITLE)
    assert ("Heading 2", "What it costs") in heads
    tree = read_by_others(article_of())
    assert (texts(tree, "h1"), texts(tree, "h2")) == ([TITLE], ["What it costs"])


def test_lists_are_lists() -> None:
    tree = read_by_others(article_of())
    bullets, ordered = tree.findall("ul"), tree.findall("ol")
    assert len(bullets) == 1
    assert len(bullets[0].findall("li")) == 3
    assert texts(bullets[0], "li/ul/li/ul/li") == ["deeper"]
    assert [len(one.findall("li")) for one in ordered] == [3, 2]
    assert texts(ordered[0], "li/ol/li") == ["inner"]


def test_every_numbered_list_begins_where_it_says() -> None:
    document = opened(article_of("1. a\n2. b\n\ntext\n\n1. c\n\ntext\n\n7. d"))
    found = [p._p.pPr.numPr for p in document.paragraphs if p._p.pPr is not None]
    numbers = [one.numId.val for one in found if one is not None]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    numbering = document.part.numbering_part.element
    starts = {
        num.numId: num.lvlOverride_lst[0].startOverride.val
        for num in numbering.num_lst
        if num.lvlOverride_lst
    }
    assert [starts[number] for number in dict.fromkeys(numbers)] == [1, 1, 7]


def test_links_lead_where_they_did() -> None:
    tree = read_by_others(article_of())
    links = {"".join(a.itertext()): a.get("href") for a in tree.findall(".//a")}
    assert links == {
        "a link": "https://example.com/a?b=1&c=2",
        "another link": "/prices",
        "800": "https://example.com/large",
        "[Image: A desk]": "https://example.com/desk.png",
    }


def test_tables_have_a_head_that_repeats() -> None:
    (table,) = opened(article_of()).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Desk", "Price"],
        ["Small", "400 €"],
        ["Large", "800 €"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(run.bold for run in table.rows[0].cells[0].paragraphs[0].runs)
    tree = read_by_others(article_of())
    assert texts(tree, "td")[-1] == "800 €"


def test_emphasis_code_and_breaks() -> None:
    first = opened(article_of()).paragraphs[1]
    looks = {run.text: (run.bold, run.italic, run.style.name) for run in first.runs}
    assert looks["bold"] == (True, None, "Default Paragraph Font")
    assert looks["both"] == (True, True, "Default Paragraph Font")
    assert looks["code"] == (None, None, "Code Words")
    assert "and a break\nafter it." in first.text
    code = next(p for p in opened(article_of()).paragraphs if p.style.name == "Code")
    assert code.text == 'def rise():\n    return "<b>"'


def test_quotes_stand_apart() -> None:
    quotes = [p for p in opened(article_of()).paragraphs if p.style.name == "Quote"]
    assert [p.text for p in quotes] == ["Sit less.", "Said she."]
    first, second = (p.paragraph_format.left_indent for p in quotes)
    assert second > first


def test_structured_data_is_no_text() -> None:
    assert "schema.org" not in "".join(p.text for p in opened(article_of()).paragraphs)


def test_arabic_runs_from_right_to_left() -> None:
    for paragraph in opened(article_of(HOSTILE["right to left"])).paragraphs[1:]:
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None, paragraph.text
    english = opened(article_of("Plain."))
    assert english.paragraphs[1]._p.pPr is None


def test_the_properties_say_what_it_is() -> None:
    properties = opened(article_of()).core_properties
    assert (properties.title, properties.author, properties.comments) == (TITLE, "Maya Chen", META)
    assert (properties.keywords, properties.version) == ("standing desk", "3")
    assert properties.content_status == "Not approved"
    assert properties.modified == MADE.replace(tzinfo=None) or properties.modified == MADE


def test_every_page_of_what_nobody_approved_says_so() -> None:
    draft = opened(article_of()).sections[0].header.paragraphs[0].text
    approved = opened(article_of(approved=Approved("Tom", MADE)))
    assert draft == "Version 3, not approved"
    assert approved.sections[0].header.paragraphs[0].text == ""
    assert approved.core_properties.content_status == "Approved"


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE)
def test_every_text_leaves_and_nothing_is_fetched(markdown: str) -> None:
    article = article_of(markdown)
    read_by_others(article)
    for relation in opened(article).part.rels.values():
        assert not relation.is_external or relation.reltype.endswith("/hyperlink")
        assert not relation.is_external or not relation.target_ref.startswith("javascript")
    with ZipFile(io.BytesIO(word.render(article))) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "media" in name]


def test_a_line_of_ten_thousand_letters_stays_whole() -> None:
    document = opened(article_of(HOSTILE["long line"]))
    assert "x" * 10_000 in document.paragraphs[1].text


def test_a_long_title_fits_the_properties() -> None:
    article = article_of(DECENT, name="n" * 999)
    assert len(opened(article).core_properties.title) <= 255
