import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from contentflow import document as documents
from contentflow.document_escape import escaped, is_unsafe
from contentflow.document_markdown import to_html
from tests.export.articles import DECENT, HOSTILE

CARELESS = MarkdownIt("commonmark", {"html": True}).enable("table")
_MARKS = st.text(st.sampled_from("ab <>[]()!`*_\\\n|-:/\"'&;#javscript"), max_size=60)


@pytest.mark.parametrize("source", [block.text for block in documents.parse(DECENT).blocks])
def test_what_is_safe_stays_to_the_letter(source: str) -> None:
    assert escaped(source) == source


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a <b>x</b> [sic] `<i>`", "a \\<b>x\\</b> [sic] `<i>`"),
        ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
        (
            "[x](javascript:alert(1)), [y](https://a.b)",
            "\\[x](javascript:alert(1)), [y](https://a.b)",
        ),
        ("[x]: javascript:alert(1)\n\n[x]", "\\[x]: javascript:alert(1)\n\n\\[x]"),
        ("\\\\<b> \\<i>", "\\\\\\<b> \\<i>"),
        ("| a |\n|---|\n| <b> |", "| a |\n|---|\n| \\<b> |"),
    ],
)
def test_what_a_careless_renderer_would_run_becomes_text(source: str, wanted: str) -> None:
    assert escaped(source) == wanted
    assert to_html(wanted) == to_html(source)


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE)
def test_no_hostile_text_leaves_as_html(markdown: str) -> None:
    for block in documents.parse(markdown).blocks:
        text = escaped(documents.source_of(block))
        assert not is_unsafe(text)
        assert "<script" not in CARELESS.render(text)
        assert "javascript:" not in "".join(a for a in CARELESS.render(text).split('"')[1::2])


@settings(max_examples=200, deadline=None)
@given(_MARKS)
def test_whatever_is_typed_is_safe_and_looks_as_before(source: str) -> None:
    text = escaped(source)
    assert not is_unsafe(text)
    if "`" not in source:  # beside code the last resort may show an entity's name
        assert to_html(text) == to_html(source)


def test_where_no_backslash_holds_every_sign_becomes_an_entity() -> None:
    many = "`` ` <b> `` <i>" * 3_000  # more places than the renderer is asked about
    assert not is_unsafe(escaped(many))
