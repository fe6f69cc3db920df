"""The SEO checks: the keyphrase in its places, lengths, links, headings."""

from dataclasses import replace

from contentflow.analysis import byline, keyphrase_checks, links
from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.rules import Finding, Rule, Subject, banded, plural, rate, run, whole
from contentflow.analysis.text import Passage
from contentflow.analysis.widths import pixels
from contentflow.names import ContentType, Rating, ScoreName

_FLOOR = {
    ContentType.BLOG_POST: 300,
    ContentType.HOW_TO: 300,
    ContentType.LISTICLE: 300,
    ContentType.COMPARISON: 300,
    ContentType.LANDING_PAGE: 200,
    ContentType.NEWSLETTER: 150,
}
_ENDLESS = 1_000_000
_SHOWN_FROM = 300  # words a text may have without any image
_WORDS_PER_IMAGE = 1_000


def _image_alt(subject: Subject) -> Finding | None:
    images = subject.text.images
    if not images:
        return None
    bare = [(p, image) for p, image in images if not image.text.strip()]
    spans = tuple(Span(p.id, image.start, image.end) for p, image in bare)
    shown = f"{len(images) - len(bare)} of {plural(len(images), 'image')}"
    rating = rate(len(bare), (0, 0), (0, len(images) / 2))
    return Finding(rating, len(bare), shown, len(bare), spans)


def _images(subject: Subject) -> Finding | None:
    words, count = len(subject.text.words), len(subject.text.images)
    if words < _SHOWN_FROM:
        return None
    wanted = 1 + words // _WORDS_PER_IMAGE
    rating = rate(count, (wanted, _ENDLESS), (1, _ENDLESS)) if count else Rating.NEEDS_WORK
    missing = max(wanted - count, 0)
    return Finding(rating, count, plural(count, "image"), missing, threshold=f"at least {wanted}")


def _title_width(subject: Subject) -> Finding | None:
    title = subject.document.title
    width = pixels(title)
    if not title.strip():
        return Finding(Rating.POOR, 0, "no title", 1)
    spans = whole(title, "title") if width > 600 else ()
    return banded(width, f"{width} pixels", (1, 600), (1, 600), spans)


def _meta_length(subject: Subject) -> Finding | None:
    meta = subject.document.meta_description
    length = len(meta)
    if not meta.strip():
        return Finding(Rating.POOR, 0, "no description", 120)
    spans = () if 120 <= length <= 156 else whole(meta, "meta_description")
    return banded(length, plural(length, "character"), (120, 156), (1, 100_000), spans)


def _text_length(subject: Subject) -> Finding | None:
    brief, words = subject.brief, len(subject.text.words) - byline.length(subject.text)
    floor, wished = _FLOOR.get(brief.content_type, 300), brief.target_words
    if not wished:
        found = banded(words, plural(words, "word"), (floor, _ENDLESS), (floor * 5 / 6, _ENDLESS))
        return replace(found, threshold=f"{floor:,} words or more")
    low, high = max(min(floor, wished), round(wished * 0.8)), round(wished * 1.25)
    found = banded(words, plural(words, "word"), (low, max(low, high)), brief.length_band)
    return replace(found, threshold=f"{low:,} to {max(low, high):,} words")


def _single_h1(subject: Subject) -> Finding | None:
    if not subject.text.words:
        return None
    tops = [p for p in subject.text.headings if p.body.level == 1]
    extra = tops[1:]
    rating = Rating.POOR if extra else Rating.GOOD
    spans = tuple(p.whole for p in extra)
    return Finding(rating, len(tops), plural(len(tops), "main heading"), len(extra), spans)


def _heading_order(subject: Subject) -> Finding | None:
    headings = subject.text.headings
    if not headings:
        return None
    skipping = tuple(_skipping(headings))
    rating = rate(len(skipping), (0, 0), (0, 1))
    spans = tuple(p.whole for p in skipping)
    return Finding(rating, len(skipping), plural(len(skipping), "skip"), len(skipping), spans)


def _skipping(headings: tuple[Passage, ...]) -> list[Passage]:
    """Headings more than one level below the one before; the title stands at level 1."""
    found = []
    before = 1
    for heading in headings:
        if heading.body.level > before + 1:
            found.append(heading)
        before = heading.body.level
    return found


RULES = (
    *keyphrase_checks.RULES,
    Rule(
        "images", "Images", "1, and another for every 1,000 words", 1,
        "Add an image that shows what the text speaks of.",
        "Common SEO practice; how many is our own", _images, evidence="heuristic",
        unit="images", formula="Images of the text; from 300 words on.",
        limits="Cannot see the images, nor those that the page's layout adds.",
    ),
    Rule(
        "image_alt", "Image descriptions", "every image has one", 2,
        "Say in the alt text what each image shows.",
        "WCAG 2.2, success criterion 1.1.1", _image_alt, evidence="standard",
        unit="images without", formula="Images whose alt text is empty.",
        limits="Cannot see whether the description is true, nor that an image is mere decoration.",
    ),
    Rule(
        "title_width", "Title width", "1 to 600 pixels", 4,
        "Shorten the title so that a results page shows all of it.",
        "Google shows about 600 pixels of a title on a desktop", _title_width,
        evidence="observational", unit="pixels",
        formula="The sum of its letters' widths at 20 pixels in an Arial-like face.",
        limits="Search engines rewrite titles and draw them in other faces on other devices.",
    ),
    Rule(
        "meta_description_length", "Meta description length", "120 to 156 characters", 4,
        "Bring the meta description to between 120 and 156 characters.",
        "Google shows about 155 characters on a desktop", _meta_length,
        evidence="observational", unit="characters", formula="Its characters, spaces included.",
        limits="Search engines often show a passage of the text instead.",
    ),
    Rule(
        "text_length", "Text length", "near the wished length", 5,
        "Bring the text nearer to the length the brief asks for.",
        "The brief's target words, at least 300 for an article", _text_length,
        evidence="heuristic", unit="words",
        formula="Words of the text, tables included, quotations, code and the byline not; 80 to "
        "125% of the brief's words. Without a wished length: 300 or more, a landing page 200, a "
        "newsletter 150; down to five sixths of it needs work.",
        limits="Length is no quality: a short text may answer everything.",
    ),
    *links.RULES,
    Rule(
        "single_h1", "One main heading", "at most 1", 3,
        "Turn every main heading but the first into a subheading.",
        "HTML and accessibility practice", _single_h1, evidence="heuristic",
        unit="main headings", formula="Headings of level 1 in the text.",
        limits="The page's own title is not part of the text and is not counted.",
    ),
    Rule(
        "heading_order", "Heading order", "no level skipped", 3,
        "Step down one heading level at a time.",
        "WCAG 2.2 technique G141", _heading_order, evidence="standard",
        unit="skips", formula="Headings more than one level below the heading before.",
        limits="Cannot see whether a heading says what its section holds.",
    ),
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All SEO checks of one document."""
    return run(ScoreName.SEO, RULES, subject)
