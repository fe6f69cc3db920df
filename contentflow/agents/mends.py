"""Mends without a model that several agents share: words, sentences, blocks."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from contentflow.agents.lines import plain_line, sentence_case, subject
from contentflow.agents.optimiser import Mend, Task
from contentflow.agents.prose import sentences, word_count
from contentflow.analysis.checks import Span
from contentflow.document import Block, Edit, EditOp
from contentflow.names import SourceKind

_LINES: dict[str, EditOp] = {"title": "set_title", "meta_description": "set_meta"}
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_MARK = re.compile(r"[ \t]+([,.;:!?])")
_DOUBLED_MARK = re.compile(r"([,;:])\s*(?=[,;:.!?])")
_OPENING_MARK = re.compile(r"(^|[.!?]\s+|\n[-*] |\n\d+\. )[,;:]\s*")
_SENTENCE_START = re.compile(r"(^|[.!?]\s+|^[-*] |^\d+\. )([a-z])", re.MULTILINE)
# Where a long sentence can be parted without another word: its halves stand alone.
_SPLITS = (
    re.compile(r";\s+(?=\w)"),
    re.compile(r",?\s+(?=but\s)"),
    re.compile(r",\s+and\s+(?=(?:it|they|you|we|this|that|these|he|she|there|the|your|our)\s)"),
    re.compile(r",\s+(?=so\s(?:it|they|you|we|this|that|the|your|our)\s)"),
    re.compile(r",?\s+and\s+(?=(?:it|they|you|we)\s)"),
    re.compile(r"\s+[–—]\s+(?=\w)"),
)
_RELATIVE = re.compile(r",\s+which\s+(?=(?:means|makes|helps|is|gives|allows|keeps|saves|leads)\b)")
_LEAST_WORDS = 4


def substitute(task: Task, better: Callable[[str], str], reason: str) -> Iterator[Edit]:
    """One edit per place, in which every marked piece is exchanged."""
    places: dict[str, list[Span]] = defaultdict(list)
    for span in task.check.spans:
        places[span.block_id].append(span)
    for place, spans in places.items():
        text = _text(task, place)
        for span in sorted(spans, key=lambda one: one.start, reverse=True):
            text = _exchange(text, span, better(text[span.start : span.end]))
        yield task.edit(_LINES.get(place, "replace"), place, tidy(text), reason)


def _text(task: Task, place: str) -> str:
    if place == "title":
        return task.document.title
    if place == "meta_description":
        return task.document.meta_description
    block = task.document.block(place)
    return block.text if block else ""


_SPOKEN_VOWEL = re.compile(r"(?!one\b|once\b|uni|us[ae]|eu)[aeiou]", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(an?)(\s+)\Z", re.IGNORECASE)


def _exchange(text: str, span: Span, better: str) -> str:
    before, old, after = text[: span.start], text[span.start : span.end], text[span.end :]
    if old[:1].isupper():
        better = sentence_case(better)
    article = _ARTICLE.search(before)
    if article and better:
        fitting = "an" if _SPOKEN_VOWEL.match(better) else "a"
        fitting = sentence_case(fitting) if article[1][0].isupper() else fitting
        before = f"{before[: article.start()]}{fitting}{article[2]}"
    return before + better + after


def tidy(text: str) -> str:
    """Spaces, commas and capitals put right after words were taken out."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.splitlines()]
    text = _BEFORE_MARK.sub(r"\1", "\n".join(lines))
    text = _OPENING_MARK.sub(r"\1", _DOUBLED_MARK.sub("", text))
    return _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def split_sentences(task: Task) -> Iterator[Edit]:
    """Part the marked sentences where a new clause begins."""
    for span in task.check.spans:
        block = task.document.block(span.block_id)
        if block is None or block.kind not in ("paragraph", "list"):
            continue
        sentence = block.text[span.start : span.end]
        parted = part(sentence)
        if parted == sentence:
            continue
        text = block.text[: span.start] + parted + block.text[span.end :]
        reason = (
            f"Splitting a {word_count(sentence)}-word sentence in paragraph {task.number(block)}"
        )
        yield task.edit("replace", block.id, text, reason)


def part(sentence: str) -> str:
    """The sentence as two, or as it was when it has no safe place to part."""
    middle = len(sentence) / 2
    places = [match for pattern in _SPLITS for match in pattern.finditer(sentence)]
    relative = list(_RELATIVE.finditer(sentence))
    for place in sorted([*places, *relative], key=lambda found: abs(found.start() - middle)):
        first, second = sentence[: place.start()], sentence[place.end() :]
        second = f"This {second}" if place in relative else sentence_case(second)
        if min(word_count(first), word_count(second)) >= _LEAST_WORDS and _is_closed(first):
            return f"{first}. {second}"
    return sentence


def _is_closed(first: str) -> bool:
    """False when a bracket, a quote or a subordinate clause is still open."""
    if (
        first.count("(") != first.count(")")
        or first.count('"') % 2
        or first.count("“") != first.count("”")
    ):
        return False
    return not re.match(
        r"(?:if|when|while|although|because|since|as|whether|before|after)\b", first, re.I
    )


def link_source(task: Task) -> Iterator[Edit]:
    """Link a page of the brief that the text does not link yet."""
    said = "\n".join(block.text for block in task.document.blocks)
    for source in task.brief.sources:
        if source.kind is not SourceKind.URL or source.value in said:
            continue
        address = source.value.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        title = plain_line(source.title) or address.split("//")[-1].split("/")[0]
        last = next((b.id for b in reversed(task.document.blocks) if b.kind != "code"), "")
        text = f"Source: [{title}]({address})."
        yield task.edit("insert_after", last, text, f"Linking the source {title}")


def middle_paragraph(task: Task) -> str:
    """The paragraph half-way through the text."""
    blocks = [block for block in task.document.blocks if block.kind == "paragraph"]
    return blocks[len(blocks) // 2].id if blocks else ""


def add_heading(task: Task) -> Iterator[Edit]:
    """Divide the longest stretch without a subheading in its middle."""
    stretch = _longest_stretch(task)
    if len(stretch) < 2:
        return
    before = stretch[(len(stretch) - 1) // 2]
    for text in (
        f"What else to know about {subject(task.brief)}",
        f"{sentence_case(subject(task.brief))}: more to consider",
        f"Details of {subject(task.brief)}",
    ):
        if all(block.text != text for block in task.document.blocks):
            yield task.edit("insert_after", before.id, f"## {text}", "Adding a subheading")


def _longest_stretch(task: Task) -> list[Block]:
    stretches: list[list[Block]] = [[]]
    for block in task.document.blocks:
        if block.kind == "heading":
            stretches.append([])
        else:
            stretches[-1].append(block)
    return max(stretches, key=lambda blocks: sum(word_count(block.text) for block in blocks))


def drop_sentences(task: Task) -> Iterator[Edit]:
    """Take out the sentences that hold a marked piece; a block left empty goes whole."""
    for block in task.marked:
        offending = [
            block.text[s.start : s.end] for s in task.check.spans if s.block_id == block.id
        ]
        reason = f"Removing an unsupported claim from paragraph {task.number(block)}"
        lines = block.text.splitlines()
        kept = [_without(line, offending) for line in lines]
        text = "\n".join(line for line in kept if line.strip(" -*0123456789."))
        if text and block.kind != "heading":
            yield task.edit("replace", block.id, text, reason)
        else:
            yield task.edit("delete", block.id, "", reason)


def _without(line: str, offending: list[str]) -> str:
    mark = re.match(r"\s*(?:[-*+]|\d+[.)])\s+", line)
    lead = mark[0] if mark else ""
    kept = [one for one in sentences(line[len(lead) :]) if not any(bad in one for bad in offending)]
    return f"{lead}{' '.join(kept)}" if kept else ""


def rename(reason: str, wordings: Callable[[str, Task], list[str]]) -> Mend:
    """A mend that words the marked headings anew, one edit at a time."""

    def mend(task: Task) -> Iterator[Edit]:
        for block in task.marked:
            if block.kind == "heading":
                for text in wordings(block.text, task):
                    if text != block.text:
                        yield task.edit("replace", block.id, text, f"{reason}: “{block.text}”")

    return mend
