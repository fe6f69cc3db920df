"""The SEO agent: the keyphrase where it counts, line lengths, links, heading levels."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contentflow.agents.lines import (
    holds_keyphrase,
    make_meta,
    make_slug,
    sentence_case,
    subject,
    title_from_keyphrase,
)
from contentflow.agents.mends import link_source, rename
from contentflow.agents.optimiser import Optimiser, Question, Task, ask_rewrite, ask_sentence
from contentflow.agents.prose import shorten, word_count
from contentflow.analysis import byline
from contentflow.analysis.checks import Span
from contentflow.analysis.widths import pixels
from contentflow.document import Block, Edit
from contentflow.names import AgentName, ContentType

TITLE_PIXELS = 600
_OPENERS = {
    ContentType.HOW_TO: "This guide takes you through {s} one step at a time.",
    ContentType.LISTICLE: "This list helps you choose {s} with confidence.",
    ContentType.COMPARISON: "This comparison shows what matters for {s}.",
    ContentType.LANDING_PAGE: "We help you with {s} from the first call on.",
    ContentType.NEWSLETTER: "This issue looks at {s} and what is new.",
    ContentType.BLOG_POST: "This article looks at {s} and what it takes to get it right.",
}
_MENTIONS = (
    "This matters for {s} as well.",
    "The same is true of {s}.",
    "Keep that in mind with {s}, too.",
    "It is worth knowing for {s}.",
    "This is where {s} can go wrong or right.",
)


def _title(task: Task) -> Iterator[Edit]:
    title = title_from_keyphrase(task.brief)
    yield task.edit("set_title", "", title, "Putting the keyphrase at the start of the title")


def _narrow_title(task: Task) -> Iterator[Edit]:
    title = task.document.title or title_from_keyphrase(task.brief)
    while pixels(title) > TITLE_PIXELS and " " in title:
        title = shorten(title, len(title) - 1)
    yield task.edit("set_title", "", title, "Shortening the title to what a results page shows")


def _meta(task: Task) -> Iterator[Edit]:
    meta = make_meta(task.brief, task.document)
    yield task.edit("set_meta", "", meta, "Rewriting the meta description")


def _slug(task: Task) -> Iterator[Edit]:
    slug = make_slug(task.brief, task.document.title)
    yield task.edit("set_slug", "", slug, "Making the slug from the keyphrase")


def _introduction(task: Task) -> Iterator[Edit]:
    first = next(iter(byline.paragraphs(task.document)), None)
    if first is None:
        return
    sentence = _OPENERS[task.brief.content_type].format(s=subject(task.brief))
    reason = "Naming the keyphrase in the introduction"
    yield task.edit("replace", first.id, f"{first.text} {sentence}", reason)
    yield task.edit("replace", first.id, f"{sentence} {first.text}", reason)


def _subheadings(heading: str, task: Task) -> list[str]:
    if holds_keyphrase(heading, task.brief):
        lead = rf"^{re.escape(subject(task.brief))}\s*[:–—-]\s*"
        return [sentence_case(re.sub(lead, "", heading, flags=re.IGNORECASE))]
    return [f"{sentence_case(subject(task.brief))}: {_lower_first(heading)}"]


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    return (
        text if first.isupper() or first[1:] != first[1:].lower() else text[:1].lower() + text[1:]
    )


def _mention(task: Task) -> Iterator[Edit]:
    """Name the keyphrase where it is missing: in the marked stretch, or in the longest blocks."""
    said = "\n".join(block.text for block in task.document.blocks)
    for block in _free(task):
        for wording in _MENTIONS:
            sentence = wording.format(s=subject(task.brief))
            if sentence not in said:
                reason = f"Naming the keyphrase in paragraph {task.number(block)}"
                yield task.edit("replace", block.id, f"{block.text} {sentence}", reason)
                break


def _free(task: Task) -> list[Block]:
    """Paragraphs that could name the keyphrase, from the middle on."""
    free = [b for b in task.marked or task.document.blocks if _may_mention(b, task)]
    return free[len(free) // 2 :] + free[: len(free) // 2]


def _may_mention(block: Block, task: Task) -> bool:
    return block.kind == "paragraph" and not holds_keyphrase(block.text, task.brief)


def _too_dense(task: Task) -> bool:
    return bool(task.check.value and task.check.value > 1)


def _mention_if_rare(task: Task) -> Iterator[Edit]:
    if not _too_dense(task):
        yield from _mention(task)


def _ask_introduction(task: Task) -> Iterator[Question]:
    first = next(iter(byline.paragraphs(task.document)), None)
    return _ask_naming(task, [first] if first else [])


def _ask_mention(task: Task) -> Iterator[Question]:
    return _ask_naming(task, _free(task))


def _ask_density(task: Task) -> Iterator[Question]:
    if _too_dense(task):
        return ask_rewrite("Use the keyphrase less often.")(task)
    return _ask_naming(task, _free(task))


def _ask_naming(task: Task, blocks: list[Block]) -> Iterator[Question]:
    spans = tuple(Span(block.id, 0, len(block.text)) for block in blocks)
    marked = Task(task.document, task.brief, replace(task.check, spans=spans))
    wish = f"Use the words “{subject(task.brief)}” once, where they fit naturally."
    return ask_rewrite(wish)(marked)


def _lower_extra_h1(task: Task) -> Iterator[Edit]:
    for block in task.marked:
        yield task.edit("replace", block.id, f"## {block.text}", f"Lowering “{block.text}”")


def _order_levels(task: Task) -> Iterator[Edit]:
    before = 1
    marked = {block.id for block in task.marked}
    for block in task.document.blocks:
        if block.kind != "heading":
            continue
        if block.id in marked:
            text = f"{'#' * (before + 1)} {block.text}"
            yield task.edit("replace", block.id, text, f"Raising “{block.text}” to its level")
        before = block.level


def _shorten_text(task: Task) -> Iterator[Edit]:
    """Leave out whole paragraphs of an overlong text, the last of each section first."""
    blocks = task.document.blocks
    if not task.check.value or task.check.value < task.brief.target_words:
        return
    for block, following in zip(reversed(blocks[:-1]), reversed(blocks[1:]), strict=True):
        if (
            block.kind == "paragraph"
            and following.kind == "heading"
            and word_count(block.text) > 15
        ):
            yield task.edit("delete", block.id, "", f"Leaving out paragraph {task.number(block)}")


def _shortest_section(task: Task) -> str:
    """The last block of the section with the fewest words."""
    sections: list[tuple[int, str]] = []
    words = 0
    for block, following in zip(
        task.document.blocks, [*task.document.blocks[1:], None], strict=True
    ):
        words = 0 if block.kind == "heading" else words + word_count(block.text)
        if block.kind != "heading" and (following is None or following.kind == "heading"):
            sections.append((words, block.id))
    return min(sections)[1] if sections else ""


AGENT = Optimiser(
    AgentName.SEO,
    mends={
        "keyphrase_in_title": (_title,),
        "title_width": (_narrow_title, _title),
        "keyphrase_in_meta_description": (_meta,),
        "meta_description_length": (_meta,),
        "keyphrase_in_slug": (_slug,),
        "keyphrase_in_introduction": (_introduction,),
        "keyphrase_in_subheadings": (rename("Wording a subheading", _subheadings),),
        "keyphrase_density": (_mention_if_rare,),
        "keyphrase_distribution": (_mention,),
        "outbound_links": (link_source,),
        "single_h1": (_lower_extra_h1,),
        "heading_order": (_order_levels,),
        "text_length": (_shorten_text,),
    },
    asks={
        "keyphrase_in_introduction": _ask_introduction,
        "keyphrase_distribution": _ask_mention,
        "keyphrase_density": _ask_density,
        "text_length": ask_sentence(
            "Write one more paragraph of about 60 words that adds something new and useful.",
            _shortest_section,
        ),
    },
    # A model that writes well weaves the keyphrase in; code can only add a sentence.
    model_first=frozenset(
        {"keyphrase_in_introduction", "keyphrase_distribution", "keyphrase_density"}
    ),
)
