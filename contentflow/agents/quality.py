"""The Content Quality agent: sentences, paragraphs and words that read easily."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contentflow.agents.mends import add_heading, split_sentences, substitute
from contentflow.agents.optimiser import Optimiser, Question, Task, ask_rewrite
from contentflow.agents.prose import sentences, word_count
from contentflow.analysis.checks import Check, Span
from contentflow.analysis.prose import has_transition
from contentflow.analysis.readability import flesch
from contentflow.analysis.rules import Subject
from contentflow.analysis.text import prepare
from contentflow.analysis.voices import voice_for
from contentflow.document import Block, Document, Edit
from contentflow.names import AgentName, Tone

_LINKS = ("Also,", "In addition,", "Besides,", "At the same time,")
# Openings that may stand in lower case after a linking word.
_LOWERABLE = re.compile(
    r"(?:the|a|an|you|your|they|these|those|this|that|it|we|our|many|most|some|each|every|there|good"
    r"|make|keep|use|check|choose|look|ask|take|try|start|set|with)\b",
    re.IGNORECASE,
)
_SIMPLER = {
    term.phrase: term.replacement
    for voice in (voice_for(Tone.PLAIN),)
    for term in (*voice.preferred, *voice.banned)
    if term.replacement
}
_HARD = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(_SIMPLER, key=len, reverse=True)))})\b", re.IGNORECASE
)


def _strike(task: Task) -> Iterator[Edit]:
    instead = {"in order to": "to", "due to the fact that": "because", "with regard to": "about"}
    return substitute(task, lambda old: instead.get(old.lower(), ""), "Striking filler")


def _simplify(task: Task) -> Iterator[Edit]:
    """Shorter words for long ones, where the meaning is the same."""
    for block in task.document.blocks:
        if block.kind not in ("paragraph", "list"):
            continue
        text = _HARD.sub(lambda found: _in_case(found[0], _SIMPLER[found[0].lower()]), block.text)
        if text != block.text:
            reason = f"Using simpler words in paragraph {task.number(block)}"
            yield task.edit("replace", block.id, text, reason)


def _in_case(old: str, new: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _halve_paragraphs(task: Task) -> Iterator[Edit]:
    for block in task.marked:
        found = sentences(block.text)
        if block.kind != "paragraph" or len(found) < 2:
            continue
        middle = len(found) // 2
        text = f"{' '.join(found[:middle])}\n\n{' '.join(found[middle:])}"
        yield task.edit("replace", block.id, text, f"Splitting paragraph {task.number(block)}")


def _tie(task: Task) -> Iterator[Edit]:
    """Begin a sentence inside a paragraph with a word that ties it to the one before."""
    used = sum(block.text.count(link) for block in task.document.blocks for link in _LINKS)
    for block in task.document.blocks:
        found = sentences(block.text)
        if block.kind != "paragraph" or len(found) < 2:
            continue
        for at in range(1, len(found)):
            if _can_link(found[at - 1]) and _can_link(found[at]) and _LOWERABLE.match(found[at]):
                tied = _with_link(found, at, _LINKS[used % len(_LINKS)])
                reason = f"Tying sentences together in paragraph {task.number(block)}"
                yield task.edit("replace", block.id, tied, reason)
                break


def _can_link(sentence: str) -> bool:
    words = tuple(re.findall(r"[a-z’'-]+", sentence.lower()))
    return len(words) > 3 and not has_transition(words) and not sentence.endswith("?")


def _with_link(found: list[str], at: int, link: str) -> str:
    sentence = found[at]
    tied = f"{link} {sentence[:1].lower()}{sentence[1:]}"
    return " ".join([*found[:at], tied, *found[at + 1 :]])


def _vary(task: Task) -> Iterator[Edit]:
    """Begin one sentence of each run of alike beginnings with a linking word."""
    for span in task.check.spans[1::3]:
        block = task.document.block(span.block_id)
        if block is None or block.kind != "paragraph":
            continue
        sentence = block.text[span.start : span.end]
        if _LOWERABLE.match(sentence):
            link = _LINKS[span.start % len(_LINKS)]
            varied = f"{link} {sentence[:1].lower()}{sentence[1:]}"
            text = block.text[: span.start] + varied + block.text[span.end :]
            reason = f"Varying sentence beginnings in paragraph {task.number(block)}"
            yield task.edit("replace", block.id, text, reason)


def _split_longest(task: Task) -> Iterator[Edit]:
    """Split the longest sentences wherever they stand, when the whole text reads too hard."""
    prose = sorted(prepare(task.document).prose, key=lambda place: -len(place[1].words))
    for passage, sentence in prose[:6]:
        marked = Task(task.document, task.brief, _marking(task, passage.span(sentence)))
        yield from split_sentences(marked)


def _marking(task: Task, span: Span) -> Check:
    return replace(task.check, spans=(span,))


def _hardest(task: Task) -> Task:
    """The task with its hardest paragraphs marked, for checks that mark none."""
    blocks = [b for b in task.document.blocks if b.kind == "paragraph" and word_count(b.text) > 15]
    blocks.sort(key=lambda block: _ease(block, task))
    spans = tuple(Span(block.id, 0, len(block.text)) for block in blocks[:2])
    return Task(task.document, task.brief, replace(task.check, spans=spans))


def _ease(block: Block, task: Task) -> float:
    return flesch(Subject(Document(blocks=(block,)), task.brief))


def _ask_easier(task: Task) -> Iterator[Question]:
    return _EASIER(_hardest(task))


_EASIER = ask_rewrite("Use short, common words and sentences of at most 15 words.")
AGENT = Optimiser(
    AgentName.QUALITY,
    mends={
        "sentence_length": (split_sentences,),
        "longest_sentence": (split_sentences,),
        "paragraph_length": (_halve_paragraphs,),
        "section_length": (add_heading,),
        "transition_words": (_tie,),
        "sentence_beginnings": (_vary,),
        "flesch": (_simplify, _split_longest),
        "complex_words": (_simplify,),
        "filler": (_strike,),
    },
    asks={
        "sentence_length": ask_rewrite("Use sentences of at most 18 words."),
        "longest_sentence": ask_rewrite("Use sentences of at most 18 words."),
        "passive_voice": ask_rewrite("Use the active voice: say who does it."),
        "flesch": _ask_easier,
        "complex_words": _EASIER,
    },
)
