"""Files become text, or one sentence says why not."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow import samples
from contentflow.errors import Invalid
from tests.documents import docx, zipped


def problem(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        samples.read(name, data)
    return caught.value.fields["sample"]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.md", "# Tea\n\nWe’re **hot**.\n".encode(), "# Tea\n\nWe’re **hot**."),
        ("A.TXT", b"    Tea is hot.\r\n  And good.", "Tea is hot.\nAnd good."),
        ("a.txt", b"\xef\xbb\xbfTea", "Tea"),
        ("a.txt", "Tea – hot".encode("utf-16"), "Tea – hot"),
        ("a.txt", "It’s tea".encode("cp1252"), "It’s tea"),
        ("a.docx", docx(["Tea is hot.", "A < B & C."]), "Tea is hot.\n\nA < B & C."),
        ("a.docx", docx(["Tea is hot."], heading="Tea"), "## Tea\n\nTea is hot."),
    ],
)
def test_files_are_read(name: str, data: bytes, text: str) -> None:
    assert samples.read(name, data) == text


def test_word_lists_tabs_and_deleted_text() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t></w:r></w:p>"
    gone = (
        "<w:p><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del><w:r><w:t>Left</w:t></w:r></w:p>"
    )
    xml = f'<w:document xmlns:w="{space}"><w:body>{item}{gone}</w:body></w:document>'
    assert (
        samples.read("a.docx", zipped({"word/document.xml": xml.encode()})) == "- One two\n\nLeft"
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF", "a.pdf is not a .txt, .md or .docx file."),
        ("../../etc/a.exe", b"MZ", "a.exe is not a .txt, .md or .docx file."),
        ("noname", b"x", "noname is not a .txt, .md or .docx file."),
        ("a.txt", b" \n", "a.txt holds no text."),
        ("a.md", b"\x00\x01\x02", "a.md is not a text file."),
        ("a.txt", b"a" * (samples.LARGEST + 1), "a.txt is larger than 2 MB."),
        (
            "a.txt",
            b"a" * (samples.LONGEST + 1),
            "a.txt has 200,001 characters; 200,000 is the most.",
        ),
        ("a.docx", b"Tea", "a.docx is not a .docx file; save it from Word as .docx."),
        ("a.docx", zipped({"x.xml": b"<x/>"}), "a.docx is not a Word file."),
        ("a.docx", zipped({"word/document.xml": b"<w"}), "a.docx is a damaged Word file."),
        ("a.docx", docx([""]), "a.docx holds no text."),
    ],
)
def test_what_cannot_be_read_is_said_by_name(name: str, data: bytes, said: str) -> None:
    assert problem(name, data) == said


def test_a_bomb_is_not_unpacked() -> None:
    """60 MB of blanks in a file of 60 kB: refused, quickly and in little memory."""
    bomb = zipped({"word/document.xml": b"<a>" + b" " * 60_000_000})
    assert len(bomb) < samples.LARGEST
    tracemalloc.start()
    began = time.process_time()
    assert "more text than" in problem("a.docx", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000
    assert time.process_time() - began < 5


def test_entities_that_grow_are_refused() -> None:
    prolog = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    assert problem("a.docx", docx(["x"], prolog=prolog)) == "a.docx is not a Word file."


def test_many_words_in_a_small_file_are_refused() -> None:
    assert "more text than" in problem("a.docx", docx(["tea " * 300_000]))


@settings(max_examples=150)
@given(st.sampled_from(["a.txt", "a.md", "a.docx", "a"]), st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(name: str, data: bytes) -> None:
    try:
        text = samples.read(name, data)
    except Invalid:
        return
    assert text.strip()
