"""The Brand agent: the voice's words, capitals, contractions, marks and address."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from contentflow.agents.lines import sentence_case
from contentflow.agents.mends import middle_paragraph, split_sentences, substitute
from contentflow.agents.optimiser import Ask, Optimiser, Question, Task, ask_rewrite, ask_sentence
from contentflow.agents.prose import word_count
from contentflow.analysis.checks import Span
from contentflow.analysis.style import piece_of
from contentflow.analysis.text import prepare
from contentflow.brief import Band, Term
from contentflow.document import Edit
from contentflow.names import AgentName

_SHORT_NOT = {"can": "can't", "will": "won't"}
_SHORT_BE = {"am": "’m", "are": "’re", "is": "’s", "will": "’ll", "have": "’ve"}
_LONG = {"m": " am", "re": " are", "s": " is", "ll": " will", "ve": " have", "d": " would"}


def _banned(task: Task) -> Iterator[Edit]:
    voice = task.brief.voice
    if voice:
        yield from _exchange_terms(task, voice.banned, "Replacing banned terms")


def _preferred(task: Task) -> Iterator[Edit]:
    voice = task.brief.voice
    if voice:
        yield from _exchange_terms(task, voice.preferred, "Using the brand’s own words")


def _exchange_terms(task: Task, terms: tuple[Term, ...], reason: str) -> Iterator[Edit]:
    instead = {" ".join(term.phrase.lower().split()): term.replacement for term in terms}
    return substitute(task, lambda old: instead.get(" ".join(old.lower().split()), old), reason)


def _cased(task: Task) -> Iterator[Edit]:
    names = {name.lower(): name for name in (task.brief.voice.cased if task.brief.voice else ())}
    reason = "Writing names with the brand’s capitals"
    return substitute(task, lambda old: names.get(" ".join(old.lower().split()), old), reason)


def _contract(task: Task) -> Iterator[Edit]:
    return substitute(task, exchange_contraction, "Changing contractions to suit the voice")


def _contract_into_band(task: Task) -> Iterator[Edit]:
    """Change as many contractions as it takes to reach the samples' share, and no more."""
    found = _outside(task)
    if found is None:
        return
    band, value = found
    places = len(piece_of(prepare(task.document)).contractible)
    wanted = math.ceil(abs(band.value - value) / 100 * places)
    check = replace(task.check, spans=task.check.spans[:wanted])
    yield from _contract(replace(task, check=check))


def _outside(task: Task) -> tuple[Band, float] | None:
    """The band of the failing check's measure, and the value outside it."""
    voice, value = task.brief.voice, task.check.value
    band = voice.band(task.check.id.removeprefix("voice_")) if voice else None
    return (band, value) if band and value is not None else None


def exchange_contraction(words: str) -> str:
    """ "do not" as "don't", "it's" as "it is"."""
    if "'" in words or "’" in words:
        return _write_out(words.replace("’", "'"))
    if " " not in words:
        return words
    first, second = words.split()[0], words.split()[-1]
    if second.lower() == "not":
        return _in_case(first, _SHORT_NOT.get(first.lower(), f"{first}n't"))
    return first + _SHORT_BE.get(second.lower(), f" {second}")


def _write_out(words: str) -> str:
    stem, _, ending = words.partition("'")
    if ending.lower() == "t":
        whole = {"can": "cannot", "won": "will not"}
        return _in_case(stem, whole.get(stem.lower(), f"{stem[:-1]} not"))
    return stem + _LONG.get(ending.lower(), f"'{ending}")


def _in_case(old: str, new: str) -> str:
    return sentence_case(new) if old[:1].isupper() else new


def _calm(task: Task) -> Iterator[Edit]:
    return substitute(task, lambda marks: ".", "Ending sentences with a full stop")


_ADDRESSES = (
    ("readers can", "you can"),
    ("customers can", "you can"),
    ("users can", "you can"),
    ("people can", "you can"),
    ("one can", "you can"),
    ("readers should", "you should"),
    ("it is possible to", "you can"),
    ("it is important to", "you need to"),
    ("it is essential to", "you need to"),
    ("it is best to", "you do best to"),
    ("there are many ways to", "you have many ways to"),
)


def _address(task: Task) -> Iterator[Edit]:
    """Turn impersonal wordings to the reader."""
    for block in task.document.blocks:
        text = block.text
        if block.kind not in ("paragraph", "list"):
            continue
        for old, new in _ADDRESSES:
            text = re.sub(rf"\b{old}\b", new, text)
            text = re.sub(rf"\b{old.capitalize()}\b", new.capitalize(), text)
        if text != block.text:
            reason = f"Speaking to the reader in paragraph {task.number(block)}"
            yield task.edit("replace", block.id, text, reason)


def _address_more(task: Task) -> Iterator[Edit]:
    found = _outside(task)
    if found and found[1] < found[0].low:
        yield from _address(task)


def _toward(too_low: str, too_high: str) -> Ask:
    """Paragraphs to be written anew, in the direction in which the measure is off."""

    def ask(task: Task) -> Iterator[Question]:
        found = _outside(task)
        if found is None:
            return
        band, value = found
        instruction = too_low if value < band.low else too_high
        yield from ask_rewrite(instruction)(task if task.check.spans else _longest(task))

    return ask


def _longest(task: Task) -> Task:
    """The task with the two longest paragraphs marked, for measures that have no place."""
    found = [block for block in task.document.blocks if block.kind == "paragraph"]
    found.sort(key=lambda block: word_count(block.text), reverse=True)
    spans = tuple(Span(block.id, 0, len(block.text)) for block in found[:2])
    return replace(task, check=replace(task.check, spans=spans))


_PLAIN = "Use plain words instead of the brand's unwanted ones."
AGENT = Optimiser(
    AgentName.BRAND,
    mends={
        "banned_terms": (_banned,),
        "preferred_terms": (_preferred,),
        "cased_terms": (_cased,),
        "contractions": (_contract,),
        "exclamations": (_calm,),
        "address": (_address,),
        "mean_sentence_length": (split_sentences,),
        "voice_contractions": (_contract_into_band,),
        "voice_exclamations": (_calm,),
        "voice_you": (_address_more,),
        "voice_sentence_length": (split_sentences,),
        "voice_sentence_spread": (split_sentences,),
        "voice_grade": (split_sentences,),
    },
    asks={
        "banned_terms": ask_rewrite(_PLAIN),
        "preferred_terms": ask_rewrite(_PLAIN),
        "mean_sentence_length": ask_rewrite("Use shorter sentences of at most 15 words."),
        "address": ask_sentence(
            "Write one sentence that speaks to the reader as “you” and says what to do next.",
            middle_paragraph,
        ),
        "voice_sentence_length": _toward(
            "Join short sentences that belong together.", "Use shorter sentences."
        ),
        "voice_sentence_spread": _toward(
            "Mix short and long sentences.", "Make the sentences more alike in length."
        ),
        "voice_grade": _toward(
            "Use more exact words and fuller sentences.", "Use shorter words and sentences."
        ),
        "voice_you": _toward(
            "Speak to the reader as “you”.", "Do not speak to the reader as “you”."
        ),
        "voice_we": _toward("Speak as “we”, the brand.", "Do not speak as “we” or “our”."),
        "voice_questions": _toward(
            "Turn one statement into a question and its answer.",
            "Turn the questions into statements.",
        ),
        "voice_formality": _toward(
            "Name things instead of using pronouns; use fewer adverbs.",
            "Sound more like speech: use pronouns and verbs instead of nouns.",
        ),
    },
)
