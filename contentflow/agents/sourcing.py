"""Mends that bring evidence of the brief into the text: figures, links, quotations. No model."""

from collections.abc import Iterator

from contentflow.agents.grounding import carrying_words
from contentflow.agents.lines import plain_line
from contentflow.agents.optimiser import Task
from contentflow.agents.prose import sentences, word_count
from contentflow.agents.shapes import text_facts
from contentflow.analysis import byline, facts, quotations
from contentflow.analysis.evidence import (
    figures,
    has_source_near,
    known_names,
    names,
    origins,
)
from contentflow.analysis.text import Passage, prepare
from contentflow.brief import Source
from contentflow.document import Block, Edit
from contentflow.names import SourceKind

_MOST_QUOTED = 60  # words of a source's sentence with a quotation
_END_MARKS = ".!?"


def link_figures(task: Task) -> Iterator[Edit]:
    """Link a source of the brief behind the sentence that uses its figure."""
    for passage in prepare(task.document).passages:
        if passage.body.kind not in ("paragraph", "list"):
            continue
        for figure in figures(passage.body.source):
            source = _unlinked(passage, figure, task)
            if source:
                text = _cited(passage, figure, link_to(source))
                reason = f"Citing {_title(source)} beside its figure"
                yield task.edit("replace", passage.id, text, reason)


def _unlinked(passage: Passage, figure: facts.Fact, task: Task) -> Source | None:
    """The page that states this figure, where it is not linked near."""
    stated = origins(task.brief).get((figure.value, figure.unit), frozenset())
    if not stated or has_source_near(passage, figure, task.brief):
        return None
    pages = (s for s in task.brief.sources if s.kind is SourceKind.URL)
    return next(
        (page for page in pages if page.value.partition("#")[0].rstrip("/") in stated), None
    )


def link_to(source: Source) -> str:
    """A Markdown link to a source."""
    address = source.value.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{_title(source)}]({address})"


def _title(source: Source) -> str:
    return plain_line(source.title) or source.value.split("//")[-1].split("/")[0]


def _cited(passage: Passage, figure: facts.Fact, link: str) -> str:
    """The block's text with the link at the end of the figure's sentence, before its full stop."""
    text = passage.body.source
    ends = (s.end for s in passage.body.sentences if s.start <= figure.start < s.end)
    end = next(ends, len(text))
    while end > figure.end and text[end - 1] in _END_MARKS:
        end -= 1
    return f"{text[:end]} ({link}){text[end:]}"


def state_figure(task: Task) -> Iterator[Edit]:
    """State a fact of the brief with a figure that the text does not use yet."""
    used = {(f.value, f.unit) for block in task.document.blocks for f in figures(block.text)}
    for fact in text_facts(task.brief):
        if any((f.value, f.unit) not in used for f in figures(fact)):
            yield from _state(task, fact, "Adding a figure from the brief")


def state_name(task: Task) -> Iterator[Edit]:
    """State a fact of the brief with a name that the text does not use yet."""
    used = frozenset().union(*(names(block.text) for block in task.document.blocks))
    for fact in text_facts(task.brief):
        if (names(fact) & known_names(task.brief)) - used:
            yield from _state(task, fact, "Adding a fact of the brief that names things")


def _state(task: Task, fact: str, reason: str) -> Iterator[Edit]:
    said = "\n".join(block.text for block in task.document.blocks)
    near = nearest(task, fact)
    if near and fact not in said:
        yield task.edit("replace", near.id, f"{near.text} {fact}", reason)


def nearest(task: Task, sentence: str) -> Block | None:
    """The paragraph that speaks most of what a sentence speaks of; the last of equals."""
    words = carrying_words(sentence)
    found = [
        block
        for block in byline.paragraphs(task.document)
        if word_count(block.text) > 8 and not block.text.startswith("Source: ")
    ]
    return max(reversed(found), key=lambda b: len(words & carrying_words(b.text)), default=None)


def quote_source(task: Task) -> Iterator[Edit]:
    """Set a source's quotation with its speaker into the text, as the source has it."""
    offered = {one.fact.value for one in quotations.offered(task.brief)}
    said = facts.bare_words("\n".join(block.text for block in task.document.blocks))
    for source in task.brief.sources:
        for sentence in sentences(source.content):
            quoted = [one for one in quotations.find(sentence) if one.speaker]
            fresh = [one for one in quoted if one.fact.value in offered]
            if not fresh or any(one.fact.value in said for one in quoted):
                continue
            near = nearest(task, sentence)
            if near and word_count(sentence) <= _MOST_QUOTED:
                text = _with_source(sentence, source)
                reason = f"Quoting {fresh[0].speaker} from the brief's sources"
                yield task.edit("insert_after", near.id, text, reason)


def _with_source(sentence: str, source: Source) -> str:
    if source.kind is not SourceKind.URL:
        return sentence
    bare = sentence.rstrip(_END_MARKS)
    # A full stop inside the closing quote stays where it is.
    return f"{bare} ({link_to(source)}){sentence[len(bare) :] or '.'}"
