"""One article on which every check is good, and its brief: each test breaks one thing of it."""

from dataclasses import replace

from contentflow.analysis import analyse
from contentflow.analysis.checks import Check, Report
from contentflow.analysis.proof import Proof
from contentflow.analysis.structured_data import build, is_data
from contentflow.brief import Brief, Source, Term, Voice
from contentflow.document import Document, add, parse
from contentflow.names import SourceKind

MARKDOWN = """\
By Mia Stone, 24 November 2026

Customer onboarding is the path that takes a new buyer to a first result. You plan it once, and
then you improve it with each group of users. Because the first days count most, start small.

## What is customer onboarding for?

Good onboarding saves time for you and for your team. For example, support calls
fell by 40 percent at one shop [in a study](https://example.com/study). So the plan pays for itself.
Indeed, “people stay when they see a result”, said Ann Lee, as they know what to do next.

![A plan on a wall](plan.png)

## How do you plan the first week?

Customer onboarding works best as a list. First, write down the result each buyer wants. Then
choose the steps that lead there. Keep every step small, so that nobody gets stuck.

- Send one welcome note from a real person.
- Then show the one screen that matters.
- Finally, ask what went wrong, and mend it.

Our team at AcmeDesk keeps this list on [the planning page](/planning).
However, your list may look different. Add what your buyers ask for, and leave out
what they don't use.

## Customer onboarding in numbers

Two figures tell you most. For instance, count how many people reach the first result. Next, count
the days it takes them. If customer onboarding works, both move in your favour within 30 days.
Meanwhile, don't chase every chart, because you can't act on all of them.

## Where to go next

Start with one group of ten buyers. After that, read your notes and change one step. Then run the
same plan again, since small changes are easy to judge. It's fine when a step fails, as long as you
learn why. In short, keep the plan light and keep the notes. When you are sure that the plan works,
share it with the rest of your team. Above all, write the next customer onboarding plan with the
people who talk to buyers each day."""

VOICE = Voice(
    name="Acme",
    banned=(Term("leverage", "use"), Term("game changer")),
    preferred=(Term("purchase", "buy"),),
    cased=("AcmeDesk",),
    contractions=(0.3, 1.0),
    max_exclamations=0,
    you_per_100_words=2.0,
    max_sentence_words=16,
)
STUDY = "A study of onboarding. “People stay when they see a result,” said Ann Lee."
BRIEF = Brief(
    topic="Customer onboarding for small teams",
    keyphrase="customer onboarding",
    target_words=320,
    voice=VOICE,
    sources=(
        Source(SourceKind.TEXT, "Support calls fell by 40 percent; results came within 30 days."),
        Source(SourceKind.URL, "https://example.com/study", text=STUDY),
    ),
    author="Mia Stone",
    dated="2026-11-24",
    keyphrase_used_in=(),
)
META = (
    "Customer onboarding takes a new buyer to a first result. Learn how to plan the first week, "
    "what to count and where to go next."
)


READ = Proof()  # proofread, and nothing found


def article(markdown: str = MARKDOWN) -> Document:
    parsed = parse(markdown)
    named = replace(
        parsed,
        title="Customer onboarding: a plan for small teams",
        meta_description=META,
        slug="customer-onboarding",
    )
    return described_by_data(named)


def described_by_data(document: Document) -> Document:
    """The document with its structured data as it should be, at the end."""
    rest = tuple(block for block in document.blocks if not is_data(block))
    bare = replace(document, blocks=rest)
    return add(bare, "code", build(bare, BRIEF))


def measure(
    document: Document | None = None, brief: Brief = BRIEF, proof: Proof | None = READ
) -> Report:
    return analyse(document or article(), brief, proof=proof)


def check_of(report: Report, check_id: str) -> Check:
    return next(check for check in report.checks if check.id == check_id)


def failing(report: Report) -> set[str]:
    return {check.id for check in report.checks if check.failing}


def swapped(old: str, new: str) -> Document:
    """The article with one passage changed."""
    assert old in MARKDOWN
    return article(MARKDOWN.replace(old, new))
