"""How fast both tools are, in one run on this machine: `python -m bench.yoast --speed`."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from bench.yoast.corpus import Sample, samples
from contentflow.analysis import analyse
from contentflow.document import Block, Document

PROSE = ("austen-emma-1", "austen-mansfield-1", "austen-persuasion-1", "austen-pride-3")
_IMPORT = (
    "import time; t = time.perf_counter(); import contentflow.analysis; u = time.perf_counter()"
)
_FIRST = (
    "; from contentflow.brief import Brief; from contentflow.document import parse"
    "; d = parse('Plans were made early. ' * 200); b = Brief('t', keyphrase='plan')"
    "; v = time.perf_counter(); contentflow.analysis.analyse(d, b); w = time.perf_counter()"
    "; print(u - t, w - v)"
)


@dataclass(frozen=True)
class Figure:
    """One measured time and what it may be."""

    name: str
    value: float
    limit: float
    unit: str = "ms"
    at_least: bool = False

    @property
    def met(self) -> bool:
        """True when the limit is kept."""
        return self.value >= self.limit if self.at_least else self.value < self.limit

    def __str__(self) -> str:
        sign, verdict = ">=" if self.at_least else "<", "pass" if self.met else "FAIL"
        return f"{self.name:<48}{self.value:>8.2f} {self.unit:<6}{sign} {self.limit:<4g} {verdict}"


def timed(sample: Sample, document: Document, turn: int) -> float:
    """Milliseconds of all four analyses of a text not seen before; vocabularies are known."""
    document = replace(document, blocks=tuple(_marked(block, turn) for block in document.blocks))
    return _milliseconds(sample, document)


def _marked(block: Block, turn: int) -> Block:
    """The block with a word that no memo of texts has met."""
    return replace(block, text=f"{block.text} ({turn})")


def _milliseconds(sample: Sample, document: Document) -> float:
    started = perf_counter()
    analyse(document, sample.brief)
    return 1000 * (perf_counter() - started)


def thousand(sample: Sample, words: int = 1000) -> Document:
    """About so many words of a sample, repeated with other numbers where it is too short."""
    taken: list[Block] = []
    count, position = 0, 0
    blocks = sample.document.blocks
    while count < words:
        block = blocks[position % len(blocks)]
        mark = f" ({position})" if position >= len(blocks) else ""
        taken.append(replace(block, id=f"b{position}", text=block.text + mark))
        count += len(block.text.split())
        position += 1
    return replace(sample.document, blocks=tuple(taken))


def edited(document: Document, turn: int) -> Document:
    """The document with another paragraph in its middle."""
    blocks = list(document.blocks)
    middle = len(blocks) // 2
    blocks[middle] = replace(blocks[middle], text=f"{blocks[middle].text} And so it went, {turn}.")
    return replace(document, blocks=tuple(blocks))


def _unseen(sample: Sample) -> float:
    document = thousand(sample)
    return min(timed(sample, document, turn) for turn in range(15))


def _changed(sample: Sample) -> float:
    document = thousand(sample)
    analyse(document, sample.brief)
    return min(_milliseconds(sample, edited(document, turn)) for turn in range(15))


def _per_thousand(sample: Sample, words: int) -> float:
    document = thousand(sample, words)
    turns = range(words, words + 4)
    return min(timed(sample, document, turn) for turn in turns) * 1000 / words


def _started() -> tuple[float, float]:
    command = [sys.executable, "-c", _IMPORT + _FIRST]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    found = [tuple(map(float, run.stdout.split())) for run in runs]
    return 1000 * min(one[0] for one in found), 1000 * min(one[1] for one in found)


def figures(measure: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> list[Figure]:
    """Every figure; `measure` is yoastseo on a list of papers."""
    texts = [sample for sample in samples() if sample.name in PROSE]
    papers = [{**texts[0].paper, "name": "warm"}, *(text.paper for text in texts)]
    theirs = sum(result["milliseconds"] for result in measure(papers)[1:])
    ours = sum(min(timed(text, text.document, turn) for turn in range(100, 106)) for text in texts)
    imported, first = _started()
    growth = _per_thousand(texts[0], 20_000) / _per_thousand(texts[0], 2_000)
    return [
        Figure("1,000 words not seen before", max(map(_unseen, texts)), 12),
        Figure("after a change to one paragraph", max(map(_changed, texts)), 4),
        Figure("import of contentflow.analysis", imported, 300),
        Figure("first analysis in a process", first, 150),
        Figure("20,000 words, each word against 2,000", growth, 1.5, "times"),
        Figure("faster than yoastseo on real prose", theirs / ours, 40, "times", at_least=True),
    ]


def report(measure: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> int:
    """Print the figures; 1 when one misses its limit."""
    found = figures(measure)
    print("\n".join(map(str, found)))
    return 0 if all(figure.met for figure in found) else 1
