"""The GEO agent: answers that stand alone, figures and sources, questions as headings, lists."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from contentflow.agents import questions
from contentflow.agents.grounding import is_grounded
from contentflow.agents.imprint import describe, name_author
from contentflow.agents.lines import make_meta, make_title, sentence_case, subject
from contentflow.agents.mends import add_heading, drop_sentences, link_source
from contentflow.agents.optimiser import (
    Mend,
    Optimiser,
    Question,
    Task,
    ask_rewrite,
    ask_sentence,
)
from contentflow.agents.prompts import passage
from contentflow.agents.prose import sentences, word_count
from contentflow.agents.shapes import text_facts
from contentflow.agents.sourcing import link_figures, quote_source, state_figure, state_name
from contentflow.analysis import answers, byline
from contentflow.analysis.keyphrase import Keyphrase
from contentflow.analysis.lexicon import LEANING_OPENERS, TRANSITION_WORDS
from contentflow.analysis.text import Passage, Sentence, prepare, prepare_line
from contentflow.document import Block, Edit
from contentflow.names import AgentName

_LEAN = re.compile(
    r"(?:this|it)\s+(?=(?:is|means|makes|helps|gives|keeps|lets|can|will|should)\b)", re.I
)
_ORDER = re.compile(
    r"(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|after that|finally|lastly),?\s+", re.I
)
_SERIES = re.compile(r"(?P<lead>[^:\n]{8,}):\s+(?P<items>[^:\n]+)\.\Z")


def _answer_first(task: Task) -> Iterator[Edit]:
    """Begin with a sentence that answers: one of the opening paragraph, or of the brief."""
    first = _first_paragraph(task)
    if first is None:
        return
    own = sentences(first.text)
    for sentence in own[1:]:
        if _answers(sentence, task) and _stands_alone(sentence):
            others = [one for one in own if one != sentence]
            text = " ".join([sentence, *others])
            yield task.edit("replace", first.id, text, "Moving the answer to the front")
    yield from _open_with(task, first, lambda one: _answers(one, task))


def _define(task: Task) -> Iterator[Edit]:
    """Begin with a definition that the brief or the description has."""
    first = _first_paragraph(task)
    if first:
        yield from _open_with(task, first, answers.defines)


def _open_with(task: Task, first: Block, fits: Callable[[str], bool]) -> Iterator[Edit]:
    for sentence in _own_words(task):
        if fits(sentence) and _names_subject(sentence, task) and _stands_alone(sentence):
            text = f"{sentence} {first.text}"
            yield task.edit("replace", first.id, text, f"Opening with “{sentence}”")


def _own_words(task: Task) -> Iterator[str]:
    """Whole sentences of the brief's facts and of the description that the text does not have."""
    stated = "\n".join(block.text for block in task.document.blocks)
    described = sentences(task.document.meta_description)
    whole = [one for one in described if one.endswith((".", "!")) and ":" not in one]
    for sentence in [*text_facts(task.brief), *whole]:
        if sentence not in stated and is_grounded(sentence, task.brief):
            yield sentence


def _answers(sentence: str, task: Task) -> bool:
    body = prepare_line(sentence)
    found = [one for one in body.sentences if answers.answers(Passage("", body), one)]
    return bool(found) and _names_subject(sentence, task)


def _names_subject(sentence: str, task: Task) -> bool:
    keyphrase = Keyphrase(task.brief.keyphrase)
    return any(keyphrase.count(one.words) for one in prepare_line(sentence).sentences)


def _stands_alone(sentence: str) -> bool:
    first = sentence.split()[0].strip(",").lower()
    return first not in LEANING_OPENERS | TRANSITION_WORDS


def _is_plural(phrase: str) -> bool:
    last = phrase.split()[-1].lower()
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def _first_paragraph(task: Task) -> Block | None:
    return next(iter(byline.paragraphs(task.document)), None)


def _answered(task: Task) -> dict[str, tuple[Passage, Sentence]]:
    """The marked headings whose section begins with what could be the answer."""
    marked = {block.id for block in task.marked}
    found = {
        heading.id: answers.direct_answer(body)
        for heading, body in prepare(task.document).sections
        if heading and heading.id in marked and not answers.is_question(heading.body)
    }
    return {name: answer for name, answer in found.items() if answer}


def _word_questions(task: Task) -> Iterator[Edit]:
    """Word headings as the questions their sections answer, where that reads naturally."""
    for block in task.marked:
        asked = questions.ask(block.text) if block.id in _answered(task) else ""
        if asked and asked != block.text:
            reason = f"Wording a subheading as a question: “{block.text}”"
            yield task.edit("replace", block.id, asked, reason)


def _ask_questions(task: Task) -> Iterator[Question]:
    for name, (place, sentence) in islice(_answered(task).items(), 2):
        block = task.document.block(name)
        if block is None:
            continue
        answer = place.body.source[sentence.start : sentence.end]
        wanted = (
            f"Write the subheading “{block.text}” as one short question, ending in a question"
            f" mark, to which this is the answer: “{answer}”"
        )
        prompt = passage(task.brief, answer, task.check, wanted, 10)
        yield Question(prompt, _rewording(task, block), block.id)


def _rewording(task: Task, block: Block) -> Callable[[str], Edit]:
    reason = f"Wording a subheading as a question: “{block.text}”"
    return lambda reply: task.edit("replace", block.id, reply, reason)


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
    """Set out as a list what already is one: steps in order, a series behind a colon."""
    for block in byline.paragraphs(task.document):
        listed = _steps(block.text) or _series(block.text)
        if listed:
            reason = f"Setting paragraph {task.number(block)} out as a list"
            yield task.edit("replace", block.id, listed, reason)


def _steps(text: str) -> str:
    lead, *others = sentences(text)
    if len(others) < 2 or not all(map(_ORDER.match, others)):
        return ""
    items = [sentence_case(_ORDER.sub("", one, count=1)) for one in others]
    return f"{lead}\n\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))


def _series(text: str) -> str:
    *others, last = sentences(text) or [""]
    match = _SERIES.fullmatch(last)
    items = re.split(r",\s+(?:and\s+|or\s+)?|\s+and\s+(?=\w+$)", match["items"]) if match else []
    if not match or len(items) < 3 or not all(1 <= word_count(item) <= 12 for item in items):
        return ""
    lead = " ".join([*others, f"{match['lead']}:"])
    return f"{lead}\n\n" + "\n".join(f"- {sentence_case(item)}" for item in items)


def _drop_from_lines(task: Task) -> Iterator[Edit]:
    """Write title or description anew where they claim what nobody vouches for."""
    marked = {span.block_id for span in task.check.spans}
    reason = "Taking an unsupported claim out of the"
    if "title" in marked:
        yield task.edit("set_title", "", make_title(task.brief), f"{reason} title")
    if "meta_description" in marked:
        meta = make_meta(task.brief, task.document)
        yield task.edit("set_meta", "", meta, f"{reason} description")


def _start(task: Task) -> str:
    """Before the first block, but behind the byline: the answer comes first."""
    line = byline.read(prepare(task.document))
    return line.passage.id if line else ""


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


MENDS: dict[str, tuple[Mend, ...]] = {
    "answer_first": (_answer_first,),
    "definition_sentence": (_define,),
    "question_headings": (_word_questions,),
    "self_contained": (_stand_alone,),
    "statistics": (link_figures, state_figure),
    "quotations": (quote_source,),
    "cited_sources": (link_figures, link_source),
    "named_entities": (state_name,),
    "freshness": (name_author,),
    "lists_and_tables": (_as_list,),
    "heading_structure": (add_heading,),
    "author_date": (name_author,),
    "structured_data": (describe,),
    "unsupported_claims": (drop_sentences, _drop_from_lines),
}

AGENT = Optimiser(
    AgentName.GEO,
    mends=MENDS,
    asks={
        "answer_first": _ask_answer,
        "definition_sentence": _ask_definition,
        "question_headings": _ask_questions,
        "self_contained": ask_rewrite("Name the thing instead of beginning with this, it or they."),
        "keyword_stuffing": ask_rewrite("Use the keyphrase only once."),
    },
    model_first=frozenset({"answer_first", "definition_sentence"}),
)
