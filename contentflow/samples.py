"""Samples of a brand's writing, read from the files people have: .txt, .md and .docx. Pure."""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

from contentflow.briefs import storable
from contentflow.errors import Invalid

LARGEST = 2_000_000  # bytes of a file
LONGEST = 200_000  # characters of a sample's text
_LARGEST_PART = 20_000_000  # bytes of a Word document's text once unpacked
_MOST_PARTS = 2_000
_TEXT = (".txt", ".md", ".markdown")
_DOCUMENT = "word/document.xml"
_WORDS = "wordprocessingml"
TYPES = (*_TEXT, ".docx")


class _Unreadable(Exception):
    """Why a file cannot be read, in one sentence."""


def read(name: str, data: bytes) -> str:
    """The text of a file as Markdown.

    Raises:
        Invalid: field "sample" says what is wrong with the file, by its name.
    """
    kind = PurePosixPath(name.lower()).suffix
    try:
        if kind not in TYPES:
            raise _Unreadable("is not a .txt, .md or .docx file.")
        if len(data) > LARGEST:
            raise _Unreadable(f"is larger than {LARGEST // 1_000_000} MB.")
        text = _docx(data) if kind == ".docx" else _plain(data, indented=kind != ".txt")
    except _Unreadable as error:
        raise Invalid({"sample": f"{short(name)} {error}"}) from error
    return checked(text, short(name))


def checked(text: str, name: str) -> str:
    """The text of a sample, if it can be kept.

    Raises:
        Invalid: it is empty or too long.
    """
    text = storable(text).strip()
    if not text:
        raise Invalid({"sample": f"{name} holds no text."})
    if len(text) > LONGEST:
        raise Invalid({"sample": f"{name} has {len(text):,} characters; {LONGEST:,} is the most."})
    return text


def short(name: str) -> str:
    """A file's name without folders, of bearable length."""
    base = storable(name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    return base if len(base) <= 100 else f"{base[:90]}…{base[-9:]}"


def _plain(data: bytes, *, indented: bool) -> str:
    text = _decoded(data)
    if "\0" in text:
        raise _Unreadable("is not a text file.")
    if indented:
        return text
    # In plain text an indent is only an indent; in Markdown it would make code of the line.
    return "\n".join(line.strip() for line in text.splitlines())


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _docx(data: bytes) -> str:
    """The paragraphs of a Word document; headings and list items keep their marks."""
    reader = _Reader()
    try:
        reader.read(_unpacked(data))
    except expat.ExpatError as error:
        raise _Unreadable("is a damaged Word file.") from error
    return "\n\n".join(reader.paragraphs)


def _unpacked(data: bytes) -> bytes:
    """The part with the text; it is never unpacked further than the limit, whatever it claims."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > _MOST_PARTS:
                raise _Unreadable("is not a Word file.")
            with archive.open(_DOCUMENT) as part:
                text = part.read(_LARGEST_PART + 1)
    except KeyError as error:
        raise _Unreadable("is not a Word file.") from error
    except RuntimeError as error:  # encrypted
        raise _Unreadable("is protected by a password.") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _Unreadable("is not a .docx file; save it from Word as .docx.") from error
    except zlib.error as error:
        raise _Unreadable("is a damaged Word file.") from error
    if len(text) > _LARGEST_PART:
        raise _Unreadable("holds more text than a sample may have.")
    return text


class _Reader:
    """Collects paragraphs from the XML of a Word document; refuses declarations of its own."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._text: list[str] = []
        self._mark = ""
        self._collects = False
        self._length = 0

    def read(self, data: bytes) -> None:
        """Parse all of it."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)

    def _refuse(self, *_declaration: object) -> None:
        raise _Unreadable("is not a Word file.")  # Word writes no DTD; entities could grow

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if _WORDS not in space:
            return
        value = attributes.get(f"{space} val", "")
        if tag == "t":
            self._collects = True
        elif tag in ("tab", "br", "cr"):
            self._text.append(" ")
        elif tag == "pStyle" and value.lower().startswith(("heading", "title")):
            self._mark = "## "
        elif tag == "numPr" and not self._mark:
            self._mark = "- "

    def _end(self, name: str) -> None:
        space, _, tag = name.rpartition(" ")
        if _WORDS not in space:
            return
        if tag == "t":
            self._collects = False
        elif tag == "p":
            text = " ".join("".join(self._text).split())
            if text:
                self.paragraphs.append(self._mark + text)
            self._text, self._mark = [], ""

    def _characters(self, text: str) -> None:
        if not self._collects:
            return
        self._length += len(text)
        if self._length > 4 * LONGEST:
            raise _Unreadable("holds more text than a sample may have.")
        self._text.append(text)
