"""Title, slug and description made by code from the brief and the text. Pure."""

import re
import unicodedata

from contentflow.agents.prose import sentences, shorten
from contentflow.analysis import byline
from contentflow.analysis.keyphrase import Keyphrase
from contentflow.analysis.text import prepare_line
from contentflow.brief import Brief
from contentflow.document import Document
from contentflow.names import ContentType

TITLE_CHARACTERS = 60
META_CHARACTERS = (120, 155)
SLUG_CHARACTERS = 60
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(r"[#*`_\[\]<>|]+")


def plain_line(text: str) -> str:
    """One line without markup of any kind."""
    return " ".join(_MARKUP.sub(" ", _TAG.sub(" ", text)).split())


def sentence_case(text: str) -> str:
    """The text with its first letter capital and the others as they were."""
    return text[:1].upper() + text[1:]


def subject(brief: Brief) -> str:
    """What the article is about, in a few words."""
    if brief.keyphrase:
        return plain_line(brief.keyphrase)
    topic = re.split(r"[:.?!–—]", plain_line(brief.topic))[0]
    return shorten(topic, 50) or "this topic"


def holds_keyphrase(text: str, brief: Brief) -> bool:
    """True when the text has the keyphrase, or there is none to have."""
    return not brief.keyphrase or Keyphrase(brief.keyphrase).count(prepare_line(text).words) > 0


def make_title(brief: Brief, wished: str = "") -> str:
    """A title that fits a result page and holds the keyphrase."""
    for candidate in (wished, brief.topic):
        title = plain_line(candidate).rstrip(".")
        if 8 <= len(title) <= TITLE_CHARACTERS and holds_keyphrase(title, brief):
            return sentence_case(title)
    title = shorten(plain_line(brief.topic).rstrip("."), TITLE_CHARACTERS)
    return sentence_case(title) if holds_keyphrase(title, brief) else title_from_keyphrase(brief)


_TITLES = {
    ContentType.BLOG_POST: "{s}: a practical guide",
    ContentType.HOW_TO: "{s}: a step-by-step guide",
    ContentType.LISTICLE: "{s}: what to look for",
    ContentType.COMPARISON: "{s}: how the options compare",
    ContentType.LANDING_PAGE: "{s}: what you get",
    ContentType.NEWSLETTER: "{s}: what is new",
}


def title_from_keyphrase(brief: Brief) -> str:
    """A title that starts with the keyphrase and says what kind of text it is."""
    return sentence_case(_TITLES[brief.content_type].format(s=subject(brief)))


def make_slug(brief: Brief, title: str) -> str:
    """A short address: the keyphrase's words, or the title's."""
    text = unicodedata.normalize("NFKD", plain_line(brief.keyphrase or title))
    ascii_text = text.encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)
    return shorten(" ".join(words), SLUG_CHARACTERS).replace(" ", "-") or "article"


def make_meta(brief: Brief, document: Document) -> str:
    """A description of the right length that holds the keyphrase, ending at a word."""
    lead = sentence_case(subject(brief))
    reader = f" for {plain_line(brief.audience)}" if brief.audience else ""
    opening = f"{lead}{shorten(reader, 50) and ' ' + shorten(reader, 50)}:"
    text = " ".join(block.text for block in byline.paragraphs(document))
    said = sentences(plain_line(text)) or [plain_line(brief.goal or brief.topic)]
    if holds_keyphrase(said[0], brief) and len(said[0]) <= META_CHARACTERS[1]:
        opening, meta = "", said[0]
    else:
        meta = f"{opening} {said[0][:1].lower()}{said[0][1:]}"
    for sentence in said[1:]:
        if len(meta) >= META_CHARACTERS[0]:
            break
        meta += f" {sentence}"
    cut = shorten(meta, META_CHARACTERS[1] - 1)
    return cut if cut[-1:] in ".!?…" else cut + ("." if cut == meta else "…")
