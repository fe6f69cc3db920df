"""The SEO checks: the keyphrase where readers and search engines look, lengths, links, headings."""

import re
from itertools import pairwise

from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.lexicon import word_set
from contentflow.analysis.rules import (
    Finding,
    Rule,
    Subject,
    as_percent,
    banded,
    plural,
    rate,
    run,
    whole,
)
from contentflow.analysis.text import Passage, Prepared, prepare_line
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
_OUTBOUND = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_NO_PAGE = ("mailto:", "tel:", "javascript:", "data:")
PRACTICE = "Common SEO practice"
YOAST = "Threshold in common use, popularised by Yoast SEO"


def _keyphrase_length(subject: Subject) -> Finding | None:
    words = len(subject.keyphrase.content)
    if not words:
        return None
    return banded(words, plural(words, "content word"), (1, 4), (1, 8))


def density(subject: Subject) -> float:
    """Occurrences per 100 words; a long keyphrase counts more, as each one takes more room."""
    words = len(subject.text.words)
    scale = 0.7 + len(subject.keyphrase.content) / 3
    return 100 * subject.keyphrase_count / words * scale if words else 0.0


def _keyphrase_density(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or len(subject.text.words) < 100:
        return None
    value = density(subject)
    shown = f"{plural(subject.keyphrase_count, 'time')}, {as_percent(value, (0.5, 3.0), 1)}"
    spans = tuple(
        span for p, s, _ in subject.hits for span in subject.keyphrase.spans(p, s) if value > 3
    )
    return banded(value, shown, (0.5, 3.0), (0.3, 4.0), spans)


def _keyphrase_in_introduction(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or not subject.text.paragraphs:
        return None
    first = subject.text.paragraphs[0]
    best = max(subject.keyphrase.share(s.words) for s in first.body.sentences)
    if best == 1:
        return Finding(Rating.GOOD, 1, "in one sentence")
    whole_share = subject.keyphrase.share(first.body.words)
    if whole_share == 1:
        return Finding(Rating.NEEDS_WORK, best, "spread over sentences", 1 - best, (first.whole,))
    return Finding(Rating.POOR, whole_share / 2, "missing", 1 - whole_share / 2, (first.whole,))


def _keyphrase_in_title(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    title = prepare_line(subject.document.title)
    share = subject.keyphrase.share(title.words)
    span = whole(subject.document.title, "title")
    if share < 1:
        return Finding(Rating.POOR, share / 2, "missing", 1 - share / 2, span)
    if _starts_with_keyphrase(title, subject):
        return Finding(Rating.GOOD, 1, "at the start")
    return Finding(Rating.NEEDS_WORK, 0.75, "not at the start", 0.25, span)


def _starts_with_keyphrase(title: Prepared, subject: Subject) -> bool:
    phrase = subject.keyphrase
    carrying = [phrase.key(word) for word in title.words if word not in _OPENING]
    return set(carrying[: len(phrase.keys)]) == set(phrase.keys)


_OPENING = word_set("a an the how to your our my for of in on with what is are why")


def _keyphrase_in_meta(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    meta = subject.document.meta_description
    count = sum(subject.keyphrase.count(s.words) for s in prepare_line(meta).sentences)
    spans = whole(meta, "meta_description")
    shown = plural(count, "time") if count else "missing"
    return banded(count, shown, (1, 2), (1, 2), spans if not 1 <= count <= 2 else ())


def _keyphrase_in_subheadings(subject: Subject) -> Finding | None:
    headings = subject.text.subheadings
    if not subject.has_keyphrase or not headings:
        return None
    holding = [p for p in headings if subject.keyphrase.share(p.body.words) > 0.5]
    shown = f"{len(holding)} of {len(headings)}"
    share = 100 * len(holding) / len(headings)
    if len(headings) == 1 and holding:
        return Finding(Rating.GOOD, share, shown)
    spans = tuple(p.whole for p in (holding if share > 75 else headings))
    low = min(30.0, 100 / len(headings))  # one of three is enough
    rating = rate(share, (low, 75), (1, 100))
    distance = max(low - share, share - 75, 0.0)
    return Finding(rating, share, shown, distance, () if rating is Rating.GOOD else spans)


def _keyphrase_in_slug(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    slug = subject.document.slug
    words = prepare_line(re.sub(r"[-_/.]+", " ", slug)).words
    share = subject.keyphrase.share(words)
    needed = 1.0 if len(subject.keyphrase.keys) <= 2 else 0.5
    enough = share >= needed if needed == 1 else share > needed
    spans = whole(slug, "slug")
    shown = f"{round(100 * share)}% of its words"
    if enough:
        return Finding(Rating.GOOD, share, shown)
    rating = Rating.NEEDS_WORK if slug else Rating.POOR
    return Finding(rating, share, shown if slug else "no slug", 1 - share, spans)


def _keyphrase_distribution(subject: Subject) -> Finding | None:
    sentences = subject.text.sentences
    if not subject.has_keyphrase or len(sentences) < 15:
        return None
    held = {(p.id, s.start) for p, s, _ in subject.hits}
    marks = [i for i, (p, s) in enumerate(sentences) if (p.id, s.start) in held]
    edges = [-1, *marks, len(sentences)]
    gap, after = max((right - left - 1, left) for left, right in pairwise(edges))
    share = 100 * gap / len(sentences)
    rating = rate(share, (0, 30), (0, 50))
    passages = dict.fromkeys(p for p, _ in sentences[after + 1 : after + 1 + gap])
    spans = () if rating is Rating.GOOD else tuple(p.whole for p in passages)
    shown = f"{as_percent(share, (0, 30))} without it"
    return Finding(rating, share, shown, max(share - 30, 0), spans)


def _image_alt(subject: Subject) -> Finding | None:
    images = subject.text.images
    if not images:
        return None
    bare = [(p, image) for p, image in images if not image.text.strip()]
    spans = tuple(Span(p.id, image.start, image.end) for p, image in bare)
    shown = f"{len(images) - len(bare)} of {plural(len(images), 'image')}"
    rating = rate(len(bare), (0, 0), (0, len(images) / 2))
    return Finding(rating, len(bare), shown, len(bare), spans)


def _title_width(subject: Subject) -> Finding | None:
    title = subject.document.title
    width = pixels(title)
    if not title.strip():
        return Finding(Rating.POOR, 0, "no title", 1)
    spans = whole(title, "title") if width > 600 else ()
    return banded(width, f"{width} pixels", (1, 600), (1, 650), spans)


def _meta_length(subject: Subject) -> Finding | None:
    meta = subject.document.meta_description
    length = len(meta)
    if not meta.strip():
        return Finding(Rating.POOR, 0, "no description", 120)
    spans = () if 120 <= length <= 156 else whole(meta, "meta_description")
    return banded(length, plural(length, "character"), (120, 156), (1, 100_000), spans)


def _text_length(subject: Subject) -> Finding | None:
    brief, words = subject.brief, len(subject.text.words)
    floor = min(_FLOOR.get(brief.content_type, 300), brief.target_words)
    low, high = max(floor, round(brief.target_words * 0.8)), round(brief.target_words * 1.25)
    found = banded(words, plural(words, "word"), (low, max(low, high)), brief.length_band)
    threshold = f"{low:,} to {max(low, high):,} words"
    return Finding(found.rating, words, found.shown, found.distance, (), threshold)


def _is_outbound(url: str) -> bool:
    return bool(_OUTBOUND.match(url))


def _internal_links(subject: Subject) -> Finding | None:
    if not subject.text.words:
        return None
    urls = [link.url for _, link in subject.text.links]
    count = sum(
        bool(url) and not _is_outbound(url) and not url.lower().startswith((*_NO_PAGE, "#"))
        for url in urls
    )
    return _linked(count)


def _outbound_links(subject: Subject) -> Finding | None:
    if not subject.text.words:
        return None
    return _linked(sum(_is_outbound(link.url) for _, link in subject.text.links))


def _linked(count: int) -> Finding:
    rating = Rating.GOOD if count else Rating.NEEDS_WORK
    return Finding(rating, count, plural(count, "link"), max(1 - count, 0))


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
    Rule(
        "keyphrase_length", "Keyphrase length", "1 to 4 content words", 2,
        "Choose a keyphrase of one to four words that carry meaning.",
        YOAST, _keyphrase_length,
    ),
    Rule(
        "keyphrase_density", "Keyphrase density", "0.5 to 3%", 6,
        "Use the keyphrase in more sentences, or in fewer when it is crowded.",
        YOAST, _keyphrase_density,
    ),
    Rule(
        "keyphrase_in_introduction", "Keyphrase in introduction",
        "in one sentence of the first paragraph", 6,
        "Write one sentence in the first paragraph that holds the whole keyphrase.",
        YOAST, _keyphrase_in_introduction,
    ),
    Rule(
        "keyphrase_in_title", "Keyphrase in title", "at the start of the title", 8,
        "Put the keyphrase at the start of the title.",
        YOAST, _keyphrase_in_title,
    ),
    Rule(
        "keyphrase_in_meta_description", "Keyphrase in meta description", "once or twice", 5,
        "Name the keyphrase once in the meta description.",
        YOAST, _keyphrase_in_meta,
    ),
    Rule(
        "keyphrase_in_subheadings", "Keyphrase in subheadings", "30 to 75% of them", 4,
        "Let about half of the subheadings speak of the keyphrase.",
        YOAST, _keyphrase_in_subheadings,
    ),
    Rule(
        "keyphrase_in_slug", "Keyphrase in slug", "more than half of its words, all of two", 3,
        "Make the slug from the keyphrase.",
        YOAST, _keyphrase_in_slug,
    ),
    Rule(
        "keyphrase_distribution", "Keyphrase distribution",
        "no more than 30% of the text without it", 4,
        "Mention the keyphrase in the longest stretch that lacks it.",
        PRACTICE, _keyphrase_distribution,
    ),
    Rule(
        "image_alt", "Image descriptions", "every image has one", 2,
        "Say in the alt text what each image shows.",
        "WCAG 2.2, success criterion 1.1.1", _image_alt,
    ),
    Rule(
        "title_width", "Title width", "1 to 600 pixels", 4,
        "Shorten the title so that a results page shows all of it.",
        "Google shows about 600 pixels of a title on a desktop", _title_width,
    ),
    Rule(
        "meta_description_length", "Meta description length", "120 to 156 characters", 4,
        "Bring the meta description to between 120 and 156 characters.",
        "Google shows about 155 characters on a desktop", _meta_length,
    ),
    Rule(
        "text_length", "Text length", "near the wished length", 5,
        "Bring the text nearer to the length the brief asks for.",
        "The brief's target words, at least 300 for an article", _text_length,
    ),
    Rule(
        "internal_links", "Internal links", "at least 1", 2,
        "Link to another page of your own site.",
        PRACTICE, _internal_links,
    ),
    Rule(
        "outbound_links", "Outbound links", "at least 1", 2,
        "Link to a source the reader can check.",
        PRACTICE, _outbound_links,
    ),
    Rule(
        "single_h1", "One main heading", "at most 1", 3,
        "Turn every main heading but the first into a subheading.",
        "HTML and accessibility practice", _single_h1,
    ),
    Rule(
        "heading_order", "Heading order", "no level skipped", 3,
        "Step down one heading level at a time.",
        "WCAG 2.2 technique G141", _heading_order,
    ),
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All SEO checks of one document."""
    return run(ScoreName.SEO, RULES, subject)
