"""What holds for any text: no exception, spans inside, scores in range, the same result twice."""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.analysis.facts import facts_of, find, supported
from contentflow.analysis.voices import voice_for
from contentflow.brief import Brief, Source
from contentflow.document import Block, Document, Edit, EditOp, apply, parse, render
from contentflow.document_diff import diff
from contentflow.names import Rating, ScoreName, SourceKind, Tone

PIECES = st.sampled_from(
    [
        *("# A", "## B?", "- x\n- y", "1. z", "> q", "```\nc\n```", "| a |\n|---|\n| 1 |", "<b>"),
        *("[t](http://a.b/c)", "![](x)", "It is 40% of “what we all said”.", "**b** _i_ `c`"),
        *("!!!", "…", "Dr. A. Smith e.g. this. And U.S. that", "שלום עולם", "你好。世界！"),
        *("naïve ﬁ İ ǅ", "\u0300\u200d"),
    ]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=40), max_size=10).map("\n\n".join)
WORDS = st.text(max_size=30) | st.sampled_from(["customer onboarding", "the", "x", "İ", "!!"])


def check_report(report: Report, document: Document) -> None:
    lengths = {block.id: len(block.text) for block in document.blocks}
    lengths |= {
        "title": len(document.title),
        "meta_description": len(document.meta_description),
        "slug": len(document.slug),
    }
    for check in report.checks:
        assert 0 <= check.points <= check.weight
        assert check.distance >= 0
        assert (check.rating is Rating.GOOD) <= (check.distance == 0)
        assert check.rating is not Rating.GOOD or check.points == check.weight
        for span in check.spans:
            assert 0 <= span.start < span.end <= lengths[span.block_id]
    assert all(score is None or 0 <= score <= 100 for score in report.scores.values())


@settings(max_examples=300)
@given(MARKDOWN, WORDS, WORDS, st.sampled_from([None, *Tone]), st.integers(0, 10**9))
def test_any_text_is_measured(
    source: str, keyphrase: str, title: str, tone: Tone | None, target: int
) -> None:
    parsed = parse(source)
    document = Document(title, keyphrase, keyphrase, parsed.blocks, parsed.serial)
    voice = voice_for(tone) if tone else None
    sources = (Source(SourceKind.TEXT, source), Source(SourceKind.URL, title, text=keyphrase))
    brief = Brief("t", keyphrase=keyphrase, target_words=target, voice=voice, sources=sources)
    report = analyse(document, brief)
    check_report(report, document)
    assert report == analyse(document, brief)


@given(MARKDOWN)
def test_facts_lie_in_the_text_and_a_text_supports_itself(source: str) -> None:
    for fact in find(source):
        assert 0 <= fact.start < fact.end <= len(source)
    brief = Brief("t", sources=(Source(SourceKind.TEXT, source),))
    assert facts_of(source) <= supported(brief)


@given(MARKDOWN)
def test_render_is_stable(source: str) -> None:
    once = render(parse(source))
    assert render(parse(once)) == once


@given(MARKDOWN, st.text(alphabet="ab c.*#>-|`\n\u05d0", min_size=1, max_size=40), st.data())
def test_the_difference_after_an_edit_is_the_edit(
    source: str, text: str, data: st.DataObject
) -> None:
    document = parse(source)
    assume(document.blocks and parse(text).blocks)
    target = data.draw(st.sampled_from(document.blocks))
    op: EditOp = data.draw(st.sampled_from(["replace", "insert_after", "delete"]))
    changed = apply(document, Edit(op, target.id, text, "", ""))
    shown = diff(document, changed).changed
    kept = {block.id for block in document.blocks if block != target}
    assert kept.isdisjoint(change.block_id for change in shown)
    if op == "delete":
        assert [(c.kind, c.block_id) for c in shown] == [("removed", target.id)]
    elif op == "insert_after":
        assert {change.kind for change in shown} == {"added"}
    else:
        assert (target.id in {c.block_id for c in shown}) == (
            changed.block(target.id) != document.block(target.id)
        )


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("שלום עולם, זה טקסט ארוך על גינה קטנה ליד הבית. ", 200),
        ("La maison se trouve au bord de la rivière et les gens y viennent souvent. ", 60),
        ("The plan of the team is good for the day. ", 2_000),
    ],
)
def test_long_and_foreign_texts_are_counted(sentence: str, times: int) -> None:
    document = parse(sentence * times)
    report = analyse(document, Brief("t", keyphrase="key"))
    check_report(report, document)
    assert report.metrics["words"] == len(sentence.split()) * times
    reading = report.analyses[ScoreName.READABILITY]
    judged = {c.id for c in reading.checks if c.rating is not Rating.NOT_APPLICABLE}
    assert {"sentence_length", "paragraph_length", "section_length"} <= judged
    linguistic = {"flesch", "flesch_grade", "lexical_variety", "repetition", "one_idea", "filler"}
    assert linguistic <= judged if sentence.isascii() else linguistic.isdisjoint(judged)


@pytest.mark.parametrize(
    "source",
    [
        *("", "word", "```\nonly code\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "![](a.png)"),
        *("שלום עולם, זה טקסט. " * 40, "Das ist ein langer Satz über die Stadt. " * 40),
    ],
)
def test_odd_documents(source: str) -> None:
    document = parse(source)
    check_report(analyse(document, Brief("t", keyphrase="key")), document)


def test_linguistic_checks_do_not_apply_to_another_language() -> None:
    document = parse("Das Haus steht am Ufer des Flusses und wird oft von Leuten besucht. " * 20)
    report = analyse(document, Brief("t", keyphrase="Haus"))
    reading = report.analyses[ScoreName.READABILITY]
    for name in ("passive_voice", "flesch", "transition_words", "filler", "complex_words"):
        assert reading.check(name).rating is Rating.NOT_APPLICABLE  # type: ignore[union-attr]
    assert reading.check("paragraph_length").value == 260  # type: ignore[union-attr]


def test_nothing_applies_to_an_empty_document_but_what_is_missing() -> None:
    report = analyse(Document(), Brief("t"))
    assert report.scores[ScoreName.READABILITY] is None
    assert report.scores[ScoreName.BRAND] is None
    assert report.scores[ScoreName.GEO] is None


@pytest.mark.parametrize(
    "attack",
    [
        *("[" * 20_000, "](" * 10_000, "![" * 10_000, "<a" * 10_000, "*_`" * 8_000, "." * 20_000),
        *(
            "!?" * 10_000 + "x",
            "a" + "!" * 20_000,
            "\"' " * 8_000,
            "> " * 2_000 + "x",
            "A " * 10_000,
        ),
        *(
            "1," * 10_000,
            "1.5 " * 5_000,
            "[a](b " * 4_000,
            "x\n" * 8_000,
            "is " * 8_000,
            "“" * 9_000,
        ),
        *("don't " * 4_000, "- " * 40 + "x", "| " * 8_000, "http://a" * 3_000, "A-" * 9_000),
    ],
)
def test_no_text_takes_long(attack: str) -> None:
    document = Document(blocks=(Block("b1", "paragraph", attack),))
    brief = Brief("t", keyphrase="is a", voice=voice_for(Tone.CONFIDENT))
    start = time.process_time()
    check_report(analyse(document, brief), document)
    assert time.process_time() - start < 2


def test_time_grows_with_the_length() -> None:
    def seconds(words: int, seed: int) -> float:
        sentences = (
            f"The team{seed} sends a plan number {n} to each new user." for n in range(words // 10)
        )
        parts = list(sentences)
        document = parse("\n\n".join(" ".join(parts[i : i + 8]) for i in range(0, len(parts), 8)))
        start = time.process_time()
        analyse(document, Brief("t", keyphrase="new plan", voice=voice_for(Tone.PLAIN)))
        return time.process_time() - start

    seconds(1_000, 0)
    short = min(seconds(2_000, n) for n in range(1, 4))
    long = min(seconds(20_000, n) for n in range(4, 6))
    assert long < 25 * short
