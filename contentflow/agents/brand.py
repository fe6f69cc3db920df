"""The Brand agent: the voice's words, capitals, contractions, marks and address."""

import re
from collections.abc import Iterator

from contentflow.agents.lines import sentence_case
from contentflow.agents.mends import middle_paragraph, split_sentences, substitute
from contentflow.agents.optimiser import Optimiser, Task, ask_rewrite, ask_sentence
from contentflow.brief import Term
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
    },
    asks={
        "banned_terms": ask_rewrite(_PLAIN),
        "preferred_terms": ask_rewrite(_PLAIN),
        "mean_sentence_length": ask_rewrite("Use shorter sentences of at most 15 words."),
        "address": ask_sentence(
            "Write one sentence that speaks to the reader as “you” and says what to do next.",
            middle_paragraph,
        ),
    },
)
