"""The readable words of an HTML page: title and paragraphs, no menus and scripts. Pure."""

import re
from html.parser import HTMLParser

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside"}
    | {"button", "select", "iframe"}
)
_BREAKS = frozenset(
    {"p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul"}
    | {"ol", "table", "tr", "blockquote", "pre", "br", "hr", "dt", "dd", "figcaption", "form"}
)
_MAIN = frozenset({"main", "article"})
_ENOUGH = 200  # characters a marked main part needs to be taken for the page's text


def page_text(html: str) -> tuple[str, str]:
    """Title and text. The parts marked as main are the text where they say enough."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    main, everything = _tidy(reader.main), _tidy(reader.everything)
    return _tidy(reader.title), main if len(main) >= _ENOUGH else everything


def _tidy(pieces: list[str]) -> str:
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects text while it is inside nothing that is skipped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.main: list[str] = []
        self.everything: list[str] = []
        self._skipping: list[str] = []
        self._main_depth = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a part."""
        if tag in _SKIPPED:
            self._skipping.append(tag)
        elif tag == "title" and not self._skipping:
            self._in_title = True
        self._main_depth += tag in _MAIN
        if tag in _BREAKS:
            self._add("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A part without content, like <br/> or an empty <svg/>."""
        if tag in _BREAKS:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a part; a page that forgets to close an inner one closes it with the outer."""
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        if tag == "title":
            self._in_title = False
        if tag in _BREAKS:
            self._add("\n")
        self._main_depth = max(0, self._main_depth - (tag in _MAIN))

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._in_title:
            self.title.append(data)
        else:
            self._add(re.sub(r"\s+", " ", data))

    def _add(self, text: str) -> None:
        if self._skipping:
            return
        self.everything.append(text)
        if self._main_depth:
            self.main.append(text)
