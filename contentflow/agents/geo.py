"""The GEO agent: answers that stand alone, figures and sources, questions as headings, lists."""

import re
from collections.abc import Iterator

from contentflow.agents.lines import sentence_case, subject
from contentflow.agents.mends import add_fact, add_heading, drop_sentences, link_source, rename
from contentflow.agents.optimiser import Optimiser, Question, Task, ask_rewrite, ask_sentence
from contentflow.agents.prose import sentences, word_count
from contentflow.analysis.lexicon import QUESTION_WORDS
from contentflow.document import Block, Edit
from contentflow.names import AgentName

_LEAN = re.compile(
    r"(?:this|it)\s+(?=(?:is|means|makes|helps|gives|keeps|lets|can|will|should)\b)", re.I
)


def _answer_first(task: Task) -> Iterator[Edit]:
    first = _first_paragraph(task)
    if first is None:
        return
    sentence = f"Getting {subject(task.brief)} right starts with knowing what you need from it."
    reason = "Opening with the answer"
    yield task.edit("replace", first.id, f"{sentence} {first.text}", reason)


def _define(task: Task) -> Iterator[Edit]:
    first = _first_paragraph(task)
    if first is None:
        return
    verb = "are" if _is_plural(subject(task.brief)) else "is"
    sentence = f"In short, {subject(task.brief)} {verb} what this text helps you get right."
    yield task.edit("replace", first.id, f"{first.text} {sentence}", "Adding a definition")


def _is_plural(phrase: str) -> bool:
    last = phrase.split()[-1].lower()
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def _first_paragraph(task: Task) -> Block | None:
    return next((block for block in task.document.blocks if block.kind == "paragraph"), None)


def _questions(heading: str, task: Task) -> list[str]:
    head, colon, tail = heading.partition(": ")
    lead, rest = (f"{head}: ", tail) if colon else ("", heading)
    words = rest.lower().split()
    lowered = rest[:1].lower() + rest[1:]
    if words[0] in QUESTION_WORDS and len(words) > 3 and words[:2] != ["how", "to"]:
        return [f"{lead}{rest.rstrip('?')}?"]
    if words[:2] == ["how", "to"]:
        asked = f"how do you {' '.join(rest.split()[2:])}?"
    elif words[:2] == ["what", "to"]:
        asked = f"what should you {' '.join(rest.split()[2:])}?"
    else:
        asked = f"what should you know about {lowered}?"
    return [lead + (asked if lead else sentence_case(asked))]


def _stand_alone(task: Task) -> Iterator[Edit]:
    """Name the subject where a section begins with this or it."""
    if _is_plural(subject(task.brief)):
        return
    for span in task.check.spans:
        block = task.document.block(span.block_id)
        leaning = _LEAN.match(block.text, span.start) if block else None
        if block and leaning:
            named = f"{sentence_case(subject(task.brief))} "
            text = block.text[: span.start] + named + block.text[leaning.end() :]
            reason = f"Naming the subject in paragraph {task.number(block)}"
            yield task.edit("replace", block.id, text, reason)


def _as_list(task: Task) -> Iterator[Edit]:
    """Set the sentences of a paragraph out as a list, behind its first one."""
    paragraphs = [block for block in task.document.blocks if block.kind == "paragraph"][1:]
    for block in paragraphs:
        lead, *items = sentences(block.text)
        if 2 <= len(items) <= 6 and all(word_count(item) <= 25 for item in items):
            listed = "\n".join(f"- {item}" for item in items)
            reason = f"Setting paragraph {task.number(block)} out as a list"
            yield task.edit("replace", block.id, f"{lead}\n\n{listed}", reason)


def _start(task: Task) -> str:
    return ""  # before the first block: the answer comes first


def _after_first(task: Task) -> str:
    first = _first_paragraph(task)
    return first.id if first else ""


def _ask_definition(task: Task) -> Iterator[Question]:
    named = sentence_case(subject(task.brief))
    wanted = f"Write one sentence that begins with “{named} is” and says what it is."
    return ask_sentence(wanted, _after_first)(task)


def _ask_answer(task: Task) -> Iterator[Question]:
    named = subject(task.brief)
    wanted = f"Write one plain sentence that names “{named}” and says what it does for the reader."
    return ask_sentence(wanted, _start)(task)


AGENT = Optimiser(
    AgentName.GEO,
    mends={
        "answer_first": (_answer_first,),
        "definition_sentence": (_define,),
        "question_headings": (rename("Wording a subheading as a question", _questions),),
        "self_contained": (_stand_alone,),
        "statistics": (add_fact,),
        "cited_sources": (link_source,),
        "lists_and_tables": (_as_list,),
        "heading_structure": (add_heading,),
        "unsupported_claims": (drop_sentences,),
    },
    asks={
        "answer_first": _ask_answer,
        "definition_sentence": _ask_definition,
        "self_contained": ask_rewrite("Name the thing instead of beginning with this, it or they."),
        "keyword_stuffing": ask_rewrite("Use the keyphrase only once."),
    },
    model_first=frozenset({"answer_first", "definition_sentence"}),
)
