"""What counts as a slip: the finder's work less names and terms; the finder itself is Harper."""

from dataclasses import replace

import pytest

from contentflow.analysis import analyse
from contentflow.analysis.checks import Check
from contentflow.analysis.grammar import terms
from contentflow.analysis.proof import Proof, Slip
from contentflow.brief import Brief, Source, Term, Voice
from contentflow.document import parse
from contentflow.names import Rating, SourceKind
from tests.analysis.article import check_of

BRIEF = Brief("Setting up Flowdek", keyphrase="planwise checklist")
TEXT = "The team sends {} to each new user, and it is of use to all of them in the first week."


def judged(word: str, proof: Proof | None = None, brief: Brief = BRIEF, times: int = 1) -> Check:
    document = parse(TEXT.format(word))
    at = document.blocks[0].text.index(word)
    slip = Slip("b1", at, at + len(word), word, spelling=True, instead="right")
    return check_of(
        analyse(document, brief, proof=proof or Proof((slip,) * times)), "spelling_grammar"
    )


@pytest.mark.parametrize(
    "word", ["OWASP", "AcmeDesk", "K8s", "DSSs", "Mia", "planwise", "Planwise", "flowdek", "lodur"]
)
def test_names_terms_and_capitals_are_no_slips(word: str) -> None:
    source = Source(SourceKind.TEXT, "It runs on Lodur.")
    assert judged(word, brief=replace(BRIEF, sources=(source,))).rating is Rating.GOOD


def test_a_slip_is_marked_and_mended() -> None:
    check = judged("recieve")
    assert check.rating is Rating.NEEDS_WORK
    assert check.advice == "Write “right” for “recieve”."
    (span,) = check.spans
    assert TEXT.format("recieve")[span.start : span.end] == "recieve"


@pytest.mark.parametrize(("slips", "rating"), [(1, Rating.NEEDS_WORK), (3, Rating.POOR)])
def test_many_slips_are_poor(slips: int, rating: Rating) -> None:
    assert judged("recieve", times=slips).rating is rating


def test_a_slip_of_grammar_counts_even_in_capitals() -> None:
    document = parse(TEXT.format("it AN AN"))
    proof = Proof((Slip("b1", 18, 23, "AN AN", spelling=False),))
    assert check_of(analyse(document, BRIEF, proof=proof), "spelling_grammar").value == 1


def test_a_name_at_a_sentence_start_is_known_from_elsewhere() -> None:
    document = parse("Zorva sends mail to all of us. The team at Zorva is in the office. It is so.")
    proof = Proof((Slip("b1", 0, 5, "Zorva", spelling=True),))
    assert check_of(analyse(document, BRIEF, proof=proof), "spelling_grammar").value == 0


def test_unread_and_foreign_texts_are_not_judged() -> None:
    assert judged("x", Proof(unread="not checked: no reader")).shown == "not checked: no reader"
    assert judged("x", Proof(unread="not checked")).rating is Rating.NOT_APPLICABLE
    plain = check_of(analyse(parse(TEXT), BRIEF), "spelling_grammar")
    assert plain.rating is Rating.NOT_APPLICABLE
    german = parse("Das Haus steht am Ufer des Flusses und wird oft von Leuten besucht. " * 4)
    check = check_of(analyse(german, BRIEF, proof=Proof()), "spelling_grammar")
    assert check.rating is Rating.NOT_APPLICABLE


def test_the_words_of_brief_and_voice_are_terms() -> None:
    voice = Voice("Acme", preferred=(Term("user", "custie"),), cased=("AcmeDesk",))
    brief = replace(BRIEF, voice=voice, author="Ann Llewyn")
    assert {"flowdek", "custie", "acmedesk", "llewyn", "planwise"} <= terms(brief)
    assert "user" not in terms(brief)
