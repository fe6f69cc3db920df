"""Blocks: parse, render, edits and their refusals, differences, safe HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentflow.document import (
    Document,
    Edit,
    EditOp,
    add,
    apply,
    from_json,
    parse,
    plain_text,
    render,
    to_html,
    to_json,
)
from contentflow.document_diff import diff, words
from contentflow.errors import EditRefused

ARTICLE = """# Onboarding

Intro with **bold** and a [link](https://example.com).

- one
- two

> A quote.

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1

y = 2
```

![alt text](pic.png)

## Next

Last paragraph."""

LINES = """# a|## b #|a b|- x|1. y|> q|```|~~~|    code|| |---|===|![i](j)|[l]: /u|<div>|<!--|-->
*e*|\\|#|\t|- |  z|&amp;|\x0c|\xa0# n|a # #""".replace("\n", "|").split("|")
MARKDOWN = st.lists(
    st.sampled_from([*LINES, "| a | b |", "|---|---|"]) | st.text(max_size=12), max_size=14
).map("\n".join)


def edit(op: EditOp, block_id: str = "", text: str = "") -> Edit:
    return Edit(op, block_id, text, "because", "check")


def test_parse_names_every_kind() -> None:
    document = parse(ARTICLE)
    assert [block.kind for block in document.blocks] == [
        *("heading", "paragraph", "list", "quote", "table", "code", "image", "heading", "paragraph")
    ]
    assert [block.id for block in document.blocks] == [f"b{n}" for n in range(1, 10)]
    assert (document.blocks[0].text, document.blocks[7].level) == ("Onboarding", 2)
    assert document.serial == 9


def test_parse_goes_on_after_the_serial() -> None:
    document = parse("a\n\nb", serial=7)
    assert [block.id for block in document.blocks] == ["b8", "b9"]
    assert document.serial == 9


def test_render_gives_the_source_back() -> None:
    assert render(parse(ARTICLE)) == ARTICLE


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("Title\n=====\ntext", "# Title\n\ntext"),
        ("# a # #", "# a # #"),
        ("```\nopen", "```\nopen\n```"),
        ("a\r\n\r\n\r\nb", "a\n\nb"),
        ("[a]\n\n[a]: /u", "[a]\n\n[a]: /u"),
        ("", ""),
        ("#", ""),
    ],
)
def test_render_normalises(source: str, rendered: str) -> None:
    assert render(parse(source)) == rendered


@given(MARKDOWN)
def test_render_is_stable(source: str) -> None:
    once = render(parse(source))
    assert render(parse(once)) == once


@given(st.lists(st.from_regex(r"[A-Za-z][A-Za-z ,.]{0,30}[a-z]", fullmatch=True), max_size=8))
def test_paragraphs_come_back_as_written(paragraphs: list[str]) -> None:
    source = "\n\n\n".join(paragraphs)
    assert render(parse(source)) == re.sub(r"\n{2,}", "\n\n", source)


@given(MARKDOWN)
def test_json_gives_the_document_back(source: str) -> None:
    document = parse(source)
    assert from_json(to_json(document)) == document


def test_add_appends_with_a_new_id() -> None:
    document = add(parse("a"), "heading", "Next", level=2)
    assert document.blocks[-1].id == "b2"
    assert render(document) == "a\n\n## Next"


def test_replace_keeps_the_id_and_gives_others_new_ones() -> None:
    document = apply(parse("a\n\nb"), edit("replace", "b1", "x\n\ny\n\nz"))
    assert [(block.id, block.text) for block in document.blocks] == [
        *(("b1", "x"), ("b3", "y"), ("b4", "z"), ("b2", "b"))
    ]
    assert document.serial == 4


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("New", 2, "New"),
        ("### New", 3, "New"),
        ("1. Start", 2, "1. Start"),
        (" New \n\nmore", 2, "New"),
    ],
)
def test_a_heading_keeps_its_level_unless_told(text: str, level: int, words: str) -> None:
    block = apply(parse("## Old"), edit("replace", "b1", text)).blocks[0]
    assert (block.kind, block.level, block.text, block.id) == ("heading", level, words, "b1")


def test_insert_after_and_at_the_top() -> None:
    document = apply(parse("a\n\nb"), edit("insert_after", "b1", "x\n\ny"))
    document = apply(document, edit("insert_after", "", "top"))
    assert render(document) == "top\n\na\n\nx\n\ny\n\nb"
    assert [block.id for block in document.blocks] == ["b5", "b1", "b3", "b4", "b2"]


def test_an_id_is_never_used_twice() -> None:
    document = apply(parse("a\n\nb"), edit("delete", "b2"))
    assert apply(document, edit("insert_after", "b1", "c")).blocks[-1].id == "b3"


def test_fields_are_set_on_one_line() -> None:
    document = apply(Document(), edit("set_title", text=" A \n title "))
    document = apply(document, edit("set_meta", text="meta"))
    document = apply(document, edit("set_slug", text="a-slug"))
    assert (document.title, document.meta_description, document.slug) == (
        "A title",
        "meta",
        "a-slug",
    )


@pytest.mark.parametrize(
    "refused",
    [
        edit("replace", "b9", "x"),
        edit("delete", "b9"),
        edit("insert_after", "b9", "x"),
        edit("replace", "b1", "  \n "),
        edit("insert_after", "b1", ""),
    ],
)
def test_impossible_edits_are_refused(refused: Edit) -> None:
    with pytest.raises(EditRefused):
        apply(parse("a"), refused)


@given(
    MARKDOWN, MARKDOWN, st.sampled_from(["replace", "insert_after", "delete"]), st.integers(1, 5)
)
def test_apply_is_deterministic_and_ids_stay_unique(
    source: str, text: str, op: EditOp, number: int
) -> None:
    document, change = parse(source), edit(op, f"b{number}", text)
    try:
        first = apply(document, change)
    except EditRefused:
        return
    assert first == apply(document, change)
    ids = [block.id for block in first.blocks]
    assert len(ids) == len(set(ids))
    assert all(int(name[1:]) <= first.serial for name in ids)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("A **bold** [link](u)\nand `code`", "A bold link and code"),
        ("![alt *text*](u)", "alt text"),
        ("- a\n- b", "a\nb"),
        ("<b>x</b> &amp; y", "x & y"),
    ],
)
def test_plain_text(source: str, plain: str) -> None:
    assert plain_text(source) == plain


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "![a](javascript:alert(1))",
        "[a](data:text/html;base64,x)",
    ],
)
def test_html_is_safe(attack: str) -> None:
    html = to_html(parse(attack).blocks[0])
    assert "<script" not in html
    assert not re.search(r"<[^>]*(onerror|javascript:|data:)", html)


def test_html_of_a_heading_and_a_table() -> None:
    document = parse("## A *b*\n\n| a |\n|---|\n| 1 |")
    assert to_html(document.blocks[0]) == "<h2>A <em>b</em></h2>"
    assert "<td>1</td>" in to_html(document.blocks[1])


def test_diff_tells_blocks_then_words() -> None:
    old = parse("one two three\n\nb\n\nc")
    new = apply(apply(old, edit("replace", "b1", "one 2 three")), edit("delete", "b2"))
    new = apply(apply(new, edit("insert_after", "b3", "d")), edit("set_title", text="T"))
    changes = diff(old, new)
    assert [(c.kind, c.block_id) for c in changes.blocks] == [
        *(("changed", "b1"), ("removed", "b2"), ("same", "b3"), ("added", "b4"))
    ]
    assert [(p.kind, p.text) for p in changes.blocks[0].pieces] == [
        *(("same", "one "), ("removed", "two"), ("added", "2"), ("same", " three"))
    ]
    assert [(f.name, f.old, f.new) for f in changes.fields] == [("title", "", "T")]


def test_diff_marks_a_moved_block() -> None:
    old = parse("a\n\nb\n\nc")
    new = Document(blocks=(old.blocks[2], *old.blocks[:2]), serial=3)
    assert [c.block_id for c in diff(old, new).changed] == ["b3"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_diff_contains_both_texts(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
