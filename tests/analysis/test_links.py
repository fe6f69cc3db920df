"""Links, images and the other pages that want the same keyphrase."""

from dataclasses import replace

import pytest

from contentflow.analysis.links import host_of
from contentflow.brief import Brief
from contentflow.document import parse
from contentflow.names import Rating
from tests.analysis.article import BRIEF, check_of, measure

PLAIN = Brief("t", keyphrase="customer onboarding", url="https://shop.example/onboarding")
TEXT = "Customer onboarding starts here, and {} goes on from there.\n\nIt is a path."


def rated(link: str, check_id: str, brief: Brief = PLAIN) -> tuple[Rating, float | None]:
    check = check_of(measure(parse(TEXT.format(link)), brief), check_id)
    return check.rating, check.value


@pytest.mark.parametrize(
    ("link", "internal", "outbound"),
    [
        ("[it](/a)", 1, 0),
        ("[it](a.html)", 1, 0),
        ("[it](#there)", 0, 0),
        ("[it](https://www.shop.example/a)", 1, 0),
        ("[it](https://else.example/a)", 0, 1),
        ("[it](mailto:a@shop.example)", 0, 0),
        ('<a href="/a">it</a>', 1, 0),
        ("<a class=x href='https://else.example/a'>it</a>", 0, 1),
        ('<A HREF=https://else.example/a REL="nofollow">it</A>', 0, 1),
        ("<a name='x'>it</a>", 0, 0),
    ],
)
def test_links_inside_and_out(link: str, internal: int, outbound: int) -> None:
    assert rated(link, "internal_links")[1] == internal
    assert rated(link, "outbound_links")[1] == outbound


@pytest.mark.parametrize(
    ("link", "rating"),
    [
        ("it", Rating.NOT_APPLICABLE),
        ('<a href="/a" rel="nofollow">it</a>', Rating.NOT_APPLICABLE),
        ("[it](https://else.example/a)", Rating.GOOD),
        ('<a href="https://a.example" rel="noopener nofollow">it</a>', Rating.NEEDS_WORK),
        ('<a href="https://a.example" rel="UGC">it</a>', Rating.NEEDS_WORK),
        (
            '<a rel=sponsored href="https://a.example">it</a> or [so](https://b.example)',
            Rating.GOOD,
        ),
    ],
)
def test_one_outbound_link_should_be_followed(link: str, rating: Rating) -> None:
    assert rated(link, "nofollow_links")[0] is rating


@pytest.mark.parametrize(
    ("link", "rating"),
    [
        ("it", Rating.NOT_APPLICABLE),
        ("[customer onboarding](/other)", Rating.POOR),
        ("[the onboarding of customers](https://else.example/x)", Rating.POOR),
        ('<a href="/other">customer onboarding</a>', Rating.POOR),
        ("[customer care](/other)", Rating.GOOD),
        ("[customer onboarding for banks](/other)", Rating.GOOD),
        ("[customer onboarding](#steps)", Rating.GOOD),
        ("[customer onboarding](https://shop.example/onboarding/#steps)", Rating.GOOD),
        ("![customer onboarding](/other.png)", Rating.NOT_APPLICABLE),
    ],
)
def test_links_that_compete(link: str, rating: Rating) -> None:
    assert rated(link, "competing_links")[0] is rating


def test_the_competing_link_is_marked() -> None:
    document = parse(TEXT.format("[customer onboarding](/other)"))
    (span,) = check_of(measure(document, PLAIN), "competing_links").spans
    source = document.blocks[0].text
    assert source[span.start : span.end] == "[customer onboarding](/other)"


@pytest.mark.parametrize(
    ("others", "rating"),
    [
        (None, Rating.NOT_APPLICABLE),
        ((), Rating.GOOD),
        (("Spring",), Rating.NEEDS_WORK),
        (("Spring", "Autumn"), Rating.POOR),
    ],
)
def test_a_keyphrase_is_used_once(others: tuple[str, ...] | None, rating: Rating) -> None:
    check = check_of(measure(brief=replace(BRIEF, keyphrase_used_in=others)), "keyphrase_reused")
    assert check.rating is rating
    if others:
        assert f"“{others[0]}”" in check.advice


@pytest.mark.parametrize(
    ("words", "images", "rating"),
    [
        (200, 0, Rating.NOT_APPLICABLE),
        (400, 0, Rating.NEEDS_WORK),
        (400, 1, Rating.GOOD),
        (2_100, 2, Rating.NEEDS_WORK),
        (2_100, 3, Rating.GOOD),
    ],
)
def test_images_by_length(words: int, images: int, rating: Rating) -> None:
    parts = ["One two three four five. " * (words // 5), *["![A plan](a.png)"] * images]
    assert check_of(measure(parse("\n\n".join(parts)), PLAIN), "images").rating is rating


def test_host_of_what_is_no_address() -> None:
    assert host_of("https://[broken") == ""
    assert host_of("https://www.a.example/b") == "a.example"
