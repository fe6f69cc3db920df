"""The GEO agent's mends by code: each is kept by the rule, reads well, and invents nothing."""

from dataclasses import replace

import pytest

from contentflow.agents.base import Limits, Work, improve
from contentflow.agents.geo import AGENT, MENDS
from contentflow.agents.lines import make_meta
from contentflow.agents.model import OnText, Prompt, Reply
from contentflow.agents.optimiser import Task
from contentflow.agents.signals import Result
from contentflow.analysis import analyse, geo
from contentflow.analysis.checks import Check, Report
from contentflow.analysis.facts import unsupported
from contentflow.analysis.structured_data import is_data
from contentflow.brief import Brief, Source
from contentflow.document import Block, Document, Edit, apply, parse, render
from contentflow.errors import ModelExhausted
from contentflow.names import Rating, ScoreName, SourceKind
from tests.agents.conftest import Collector

STUDY = "https://example.com/study"
PAGE = (
    "The queue fell by 40 percent. “We never had to hire anyone else for it,” said Ann Lee of Oak"
    " Garden."
)
BRIEF = Brief(
    topic="Rain barrels",
    keyphrase="rain barrel",
    target_words=110,
    sources=(
        Source(SourceKind.URL, STUDY, "The barrel study", PAGE),
        Source(SourceKind.TEXT, "A rain barrel is a tub that keeps the water of a roof."),
        Source(SourceKind.TEXT, "Our barrels hold 200 litres and come from Kew."),
    ),
    author="Mia Stone",
    dated="2026-11-24",
)
TEXT = """\
Water is dear in summer. Most of it runs off the roof unused. Few gardens can do without it, and
the tap is not the only place to get it from. Those who plan ahead keep what falls in spring.

## Why it matters to save water

Every litre from the roof is a litre you do not pay for. The queue fell by 40 percent.

## What to check first

The place decides how well it all works in the years to come. Look at the spout and at the
ground below it. A rain barrel needs a firm and level place."""


class Silent:
    """A model that never answers usefully."""

    async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
        return Reply("No.", "m")


async def measure(document: Document, brief: Brief) -> Report:
    return analyse(document, brief)


def document(markdown: str = TEXT, title: str = "Rain barrels: how to start") -> Document:
    return replace(parse(markdown), title=title, meta_description="How to start.", slug="rain")


def check_of(check_id: str, given: Document, brief: Brief = BRIEF) -> Check:
    check = analyse(given, brief).analyses[ScoreName.GEO].check(check_id)
    assert check is not None
    return check


def proposed(check_id: str, given: Document, brief: Brief = BRIEF) -> list[Edit]:
    task = Task(given, brief, check_of(check_id, given, brief))
    return [edit for mend in MENDS[check_id] for edit in mend(task)]


def mended(check_id: str, given: Document, brief: Brief = BRIEF) -> str:
    """The text after the first proposed edit that helps its check."""
    before = check_of(check_id, given, brief)
    for edit in proposed(check_id, given, brief):
        after = apply(given, edit)
        if check_of(check_id, after, brief).distance < before.distance:
            return render(after)
    return ""


async def worked(given: Document, brief: Brief = BRIEF) -> Result:
    start = analyse(given, brief).scores
    work = Work(given, brief, Silent(), measure, Collector(), start, Limits())
    return await improve(AGENT, work)


MENDED = [
    ("answer_first", "A rain barrel is a tub that keeps the water of a roof. Water is dear"),
    ("definition_sentence", "A rain barrel is a tub that keeps the water of a roof. Water is dear"),
    ("question_headings", "## Why does it matter to save water?"),
    ("statistics", f"fell by 40 percent ([The barrel study]({STUDY}))."),
    (
        "quotations",
        "“We never had to hire anyone else for it,” said Ann Lee of Oak Garden"
        f" ([The barrel study]({STUDY})).",
    ),
    ("cited_sources", f"fell by 40 percent ([The barrel study]({STUDY}))."),
    ("named_entities", "Our barrels hold 200 litres and come from Kew."),
    ("freshness", "By Mia Stone, 24 November 2026\n\nWater is dear"),
    ("author_date", "By Mia Stone, 24 November 2026\n\nWater is dear"),
    ("structured_data", '"headline": "Rain barrels: how to start"'),
]


@pytest.mark.parametrize(("check_id", "text"), MENDED)
def test_mends(check_id: str, text: str) -> None:
    assert check_of(check_id, document()).failing
    assert text in mended(check_id, document())


@pytest.mark.parametrize("check_id", MENDS)
def test_no_mend_invents_anything(check_id: str) -> None:
    given = document(f"{TEXT} Sales rose by 75 percent.")
    known = {fact.value for fact in unsupported(render(given), BRIEF)}
    for edit in proposed(check_id, given):
        after = apply(given, edit)
        blocks = [block.text for block in after.blocks if not is_data(block)]
        told = "\n\n".join([after.title, after.meta_description, *blocks])
        assert {fact.value for fact in unsupported(told, BRIEF)} <= known


@pytest.mark.parametrize(
    "check_id",
    ["answer_first", "definition_sentence", "quotations", "named_entities", "freshness",
     "author_date"],
)  # fmt: skip
def test_without_anything_to_say_nothing_is_said(check_id: str) -> None:
    bare = Brief(topic="Rain barrels", keyphrase="rain barrel")
    assert proposed(check_id, document(), bare) == []


def test_the_answer_moves_to_the_front_of_its_paragraph() -> None:
    late = "Water is dear. " * 24 + "A rain barrel saves you half of it. It is cheap."
    brief = replace(BRIEF, sources=())
    text = mended("answer_first", document(late), brief)
    assert text.startswith("A rain barrel saves you half of it. Water is dear.")
    assert text.count("saves you half") == 1


def test_a_sentence_that_leans_on_another_does_not_open_the_text() -> None:
    late = "Water is dear. " * 24 + "So this rain barrel saves you half of it."
    assert proposed("answer_first", document(late), replace(BRIEF, sources=())) == []


def test_lists_are_set_out_where_the_text_already_lists() -> None:
    steps = (
        "Set it up in a day. First, clean the spout. Then level the ground. Finally, connect it."
    )
    assert mended_list(steps) == (
        "Set it up in a day.\n\n1. Clean the spout.\n2. Level the ground.\n3. Connect it."
    )
    series = "It is easy. You need three things: a firm base, a spout, and a lid."
    assert mended_list(series) == (
        "It is easy. You need three things:\n\n- A firm base\n- A spout\n- A lid"
    )
    assert mended_list("The barrel is green. The lid is black. The wall is white.") == ""


def mended_list(paragraph: str) -> str:
    given = document(f"{paragraph}\n\n{'The barrel stands by the wall of the house. ' * 30}")
    edits = proposed("lists_and_tables", given)
    return edits[0].text if edits else ""


def test_the_byline_stands_under_a_main_heading_and_replaces_another() -> None:
    headed = document(f"# Rain barrels\n\n{TEXT}")
    assert mended("author_date", headed).startswith("# Rain barrels\n\nBy Mia Stone, 24 Nov")
    wrong = document(f"By Bob Hill, 3 May 2020\n\n{TEXT}")
    text = mended("author_date", wrong)
    assert text.startswith("By Mia Stone, 24 November 2026\n\nWater")
    assert "Bob Hill" not in text


async def test_structured_data_is_the_last_block_and_follows_the_title() -> None:
    result = await worked(document())
    data = [block for block in result.document.blocks if is_data(block)]
    assert data == [result.document.blocks[-1]]
    assert check_of("structured_data", result.document).rating is Rating.GOOD
    renamed = replace(result.document, title="Rain barrels for beginners")
    assert check_of("structured_data", renamed).failing
    again = await worked(renamed)
    assert again.document.blocks[-1].id == data[0].id
    assert '"headline": "Rain barrels for beginners"' in again.document.blocks[-1].text
    assert len(again.document.blocks) == len(result.document.blocks)


async def test_without_a_model_the_score_rises_and_nothing_is_invented() -> None:
    result = await worked(document())
    assert result.score_before is not None
    assert result.score_after is not None
    assert result.score_after >= result.score_before + 40
    assert check_of("unsupported_claims", result.document).rating is Rating.GOOD
    for check_id in ("author_date", "freshness", "structured_data", "quotations", "statistics"):
        assert check_of(check_id, result.document).rating is Rating.GOOD, check_id


async def test_an_invented_claim_goes() -> None:
    result = await worked(document(f"{TEXT} Sales rose by 75 percent."))
    assert "75" not in render(result.document)


async def test_a_title_that_claims_is_written_anew() -> None:
    result = await worked(document(title="Rain barrels: 75% less cost"))
    assert result.document.title == "Rain barrels"


async def test_an_exhausted_model_leaves_the_mends() -> None:
    class Dead:
        asked = 0

        async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
            self.asked += 1
            if self.asked == 1:
                return Reply("No.", "m")
            raise ModelExhausted("All 6 attempts failed.")

    work = Work(document(), BRIEF, Dead(), measure, Collector())
    result = await improve(AGENT, work)
    assert check_of("author_date", result.document).rating is Rating.GOOD


async def test_a_model_words_a_question_that_code_cannot() -> None:
    class Asking:
        async def complete(self, prompt: Prompt, on_text: OnText | None = None) -> Reply:
            return Reply(
                "Where does a barrel stand best?" if "subheading" in prompt.user else "No.", "m"
            )

    given = document(
        TEXT.replace("What to check first", "The place").replace("Why it", "On why it")
    )
    result = await improve(AGENT, Work(given, BRIEF, Asking(), measure, Collector()))
    headings = [block.text for block in result.document.blocks if block.kind == "heading"]
    assert "Where does a barrel stand best?" in headings


def test_every_failing_check_has_a_mend_or_a_question() -> None:
    assert {rule.id for rule in geo.RULES} == set(MENDS) | set(AGENT.asks)


def test_the_description_does_not_begin_with_the_byline() -> None:
    blocks = (Block("b1", "paragraph", "By Mia Stone, 24 November 2026"), *document().blocks)
    assert "Mia" not in make_meta(BRIEF, replace(document(), blocks=blocks))
