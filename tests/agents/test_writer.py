"""The Writer on the three example briefs, over real HTTP."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contentflow.agents.base import Limits, Work
from contentflow.agents.signals import BlockWritten, Measured, Progress, Tail
from contentflow.agents.writer import write
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.analysis.facts import unsupported
from contentflow.brief import Brief
from contentflow.document import Document, render
from contentflow.errors import AgentFailed
from tests.agents.conftest import EXAMPLES, Collector, MemoryJournal, example, journaled
from tests.model_server import Fault, ModelServer


async def measure(document: Document, brief: Brief) -> Report:
    return analyse(document, brief)


def work(
    server: ModelServer, brief: Brief, told: Collector, journal: MemoryJournal | None = None
) -> Work:
    return Work(Document(), brief, journaled(server, journal), measure, told)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_examples(server: ModelServer, path: Path) -> None:
    brief, told = example(path), Collector()
    result = await write(work(server, brief, told))
    text = render(result.document)
    low, high = brief.length_band
    assert low <= result.report.metrics["words"] <= high
    assert all(source.value in text for source in brief.sources), "every fact stands word for word"
    assert not unsupported(text, brief)
    assert result.document.title
    assert 100 <= len(result.document.meta_description) <= 156
    assert result.document.slug
    assert result.score_before is None
    assert result.score_after == result.report.overall
    written = told.of(BlockWritten)
    assert [one.block for one in written] == list(written[-1].document.blocks)
    assert written[-1].document.blocks == result.document.blocks
    assert told.of(Tail)
    assert told.of(Measured)[-1].report == result.report
    fractions = [signal.fraction for signal in told.of(Progress)]
    assert fractions == sorted(fractions)


async def test_a_second_time_is_the_same_and_asks_nothing(server: ModelServer) -> None:
    brief, journal = example(EXAMPLES[0]), MemoryJournal()
    first = await write(work(server, brief, Collector(), journal))
    asked = server.requests
    again = await write(work(server, brief, Collector(), journal))
    assert again == first
    assert server.requests == asked


async def test_an_unusable_outline_is_replaced_by_the_codes_own(server: ModelServer) -> None:
    brief = example(EXAMPLES[0])
    sections = [{"heading": "Introduction", "covers": ""}] * 4
    server.replies.append(json.dumps({"title": "A very good title", "sections": sections}))
    result = await write(work(server, brief, Collector()))
    headings = [block.text for block in result.document.blocks if block.kind == "heading"]
    assert len(headings) == len(set(headings)) >= 3
    assert "Introduction" not in headings


async def test_invented_claims_and_talk_are_left_out(server: ModelServer) -> None:
    brief = replace(example(EXAMPLES[0]), target_words=150)
    server.replies.extend(
        "Sure, here is the section you asked for.\n## A heading\n"
        "Backpacks help you move on a short trip with ease."
        " Dr. Jane Smith says that all backpacks are good for you. Sales rose by 93% last year."
        ' See https://invented.test/page for more. "It is the best thing I ever had," people say.'
        for _ in range(3)
    )
    limits = Limits(outline=False)
    result = await write(replace(work(server, brief, Collector()), limits=limits))
    text = render(result.document)
    for wrong in ("93%", "invented.test", "Jane Smith", "Sure", "A heading", "best thing"):
        assert wrong not in text
    assert "Backpacks help you move" in text


async def test_a_writer_without_a_model_fails_with_the_cause(server: ModelServer) -> None:
    server.default = Fault.SERVER_ERROR
    with pytest.raises(AgentFailed, match="All 6 attempts failed"):
        await write(work(server, example(EXAMPLES[0]), Collector()))


async def test_replies_without_a_usable_sentence_fail(server: ModelServer) -> None:
    brief = Brief(topic="Rakes", target_words=150)
    server.replies.extend(["Sure, here is the text of the section."] * 20)
    with pytest.raises(AgentFailed, match="no usable sentence"):
        await write(replace(work(server, brief, Collector()), limits=Limits(outline=False)))
