"""One edit for each check: it breaks that check of the good article, and no other.

A new check adds one row; the last test fails until it has one.
"""

from dataclasses import dataclass, replace

import pytest

from contentflow.analysis import readability, seo
from contentflow.analysis.proof import Proof, Slip
from contentflow.brief import Brief
from contentflow.document import Document
from tests.analysis.article import (
    BRIEF,
    MARKDOWN,
    META,
    READ,
    article,
    described_by_data,
    failing,
    measure,
)

GOOD = article()


@dataclass(frozen=True)
class Broken:
    """The article after one edit, or the good one under a brief or a proof that faults it."""

    document: Document = GOOD
    brief: Brief = BRIEF
    proof: Proof = READ


def named(
    title: str = GOOD.title, slug: str = GOOD.slug, meta_description: str = GOOD.meta_description
) -> Broken:
    named = replace(GOOD, title=title, slug=slug, meta_description=meta_description)
    return Broken(described_by_data(named))


def after(text: str) -> Broken:
    """The article with more Markdown at its end."""
    return Broken(article(f"{MARKDOWN}\n\n{text}"))


def with_(*swaps: tuple[str, str]) -> Broken:
    """The article with passages changed."""
    source = MARKDOWN
    for old, new in swaps:
        assert old in source, old
        source = source.replace(old, new)
    return Broken(article(source))


LONG = (
    "You can plan the first week with your team and a list of the small steps that each new buyer "
    "takes on the way to a result that you and they can see and count and like."
)
PLAIN = (
    "Some teams begin with calls. Others open a board and move cards. You may do both. Mark every "
    "card with a name. Drop what nobody picks up. Ask why it stood there. Write the answer down. "
    "Then look for a pattern. "
)
SEO = {
    "keyphrase_in_introduction": with_(
        ("Customer onboarding is the path", "Each buyer is new.\n\nCustomer onboarding is the path")
    ),
    "keyphrase_in_title": named(title="A plan for small teams"),
    "keyphrase_in_meta_description": named(
        meta_description=META.replace("Customer onboard", "The best way of learn")
    ),
    "keyphrase_in_subheadings": after(
        "## A bank\n\nThen say hello. Customer onboarding helps.\n\n"
        "## A shop\n\nSo smile.\n\n## A club\n\nSing."
    ),
    "keyphrase_in_slug": named(slug="a-plan"),
    "keyphrase_distribution": with_(
        ("write the next customer onboarding plan", "write the next plan"),
        ("If customer onboarding works", "If it works"),
    ),
    "images": with_(("![A plan on a wall](plan.png)\n\n", "")),
    "image_alt": with_(("![A plan on a wall]", "![]")),
    "title_width": named(title="Customer onboarding: " + "a plan for small teams " * 3),
    "meta_description_length": named(meta_description="Customer onboarding in short."),
    "text_length": Broken(brief=replace(BRIEF, target_words=450)),
    "internal_links": with_(("(/planning)", "(https://example.com/study)")),
    "outbound_links": Broken(brief=replace(BRIEF, url="https://example.com/onboarding")),
    "nofollow_links": with_(
        ("[in a study](https://example.com/study)",
         '<a rel="nofollow" href="https://example.com/study">in a study</a>')
    ),
    "competing_links": with_(("[the planning page]", "[customer onboarding]")),
    "keyphrase_reused": Broken(brief=replace(BRIEF, keyphrase_used_in=("Spring",))),
    "single_h1": with_(("## Where to go", "# One\n\n# Where to go")),
    "heading_order": with_(("## How do you plan", "#### How do you plan")),
}  # fmt: skip
READABILITY = {
    "longest_sentence": after(LONG + " " + LONG),
    "passive_voice": after("The list was made. The plan was written. It was then sent out."),
    "sentence_beginnings": after("You plan. You write. You ask."),
    "filler": after(
        "It is really very nice. Basically, that is actually quite simple, in fact so."
    ),
    "repetition": after(
        "Because the first days count most, start small. Keep every step small, so that nobody "
        "gets stuck."
    ),
    "subheading_spread": with_(
        ("## Customer onboarding in numbers\n\n", "Here is customer onboarding in numbers. "),
        ("## Where to go next\n\n", ""),
    ),
    "one_idea": after(PLAIN + "Tea helps. Bread helps."),
    "list_use": after("Bring your notes, a map, the plan, some tea, and a pen."),
    "spelling_grammar": Broken(proof=Proof((Slip("b2", 0, 8, "Custumer", spelling=True),))),
}
# These share what they count with others, or need more text than the length of the article
# allows; that they fail is tested where each is measured.
TOGETHER = {
    *("keyphrase_length", "keyphrase_density", "sentence_length", "paragraph_length"),
    *("section_length", "transition_words", "flesch", "flesch_grade", "complex_words"),
    "lexical_variety",
}
BROKEN = SEO | READABILITY


def test_the_article_is_good_before_the_edit() -> None:
    assert failing(measure()) == set()


@pytest.mark.parametrize("check_id", BROKEN)
def test_one_edit_breaks_one_check(check_id: str) -> None:
    case = BROKEN[check_id]
    assert failing(measure(case.document, case.brief, case.proof)) == {check_id}


def test_every_check_of_seo_and_readability_has_a_row() -> None:
    assert {rule.id for rule in seo.RULES} <= SEO.keys() | TOGETHER
    assert {rule.id for rule in readability.RULES} <= READABILITY.keys() | TOGETHER
    assert not TOGETHER & BROKEN.keys()
