"""Measurements of a text: pure functions from a document and a brief to checks and scores."""

from contentflow.analysis import brand, geo, readability, seo
from contentflow.analysis.checks import Analysis, Report
from contentflow.analysis.proof import Proof
from contentflow.analysis.rules import Subject
from contentflow.brief import Brief
from contentflow.document import Document

__all__ = ["Proof", "Report", "analyse"]


def analyse(
    document: Document, brief: Brief, *, forms: bool = True, proof: Proof | None = None
) -> Report:
    """All four analyses of a document, with its counts; the text is prepared once.

    `forms` says whether word forms of the keyphrase count; `proof` is what a proofreader found.
    """
    subject = Subject(document, brief, forms, proof)
    found: tuple[Analysis, ...] = (
        seo.analyse(subject),
        readability.analyse(subject),
        brand.analyse(subject),
        geo.analyse(subject),
    )
    return Report({analysis.name: analysis for analysis in found}, _metrics(subject))


def _metrics(subject: Subject) -> dict[str, float]:
    text, count = subject.text, subject.keyphrase_count
    words, sentences = len(text.words), len(text.sentences)

    def percent(places: readability.Places) -> float:
        return round(readability.percent_of(len(places), sentences), 1)

    return {
        "words": words,
        "sentences": sentences,
        "paragraphs": len(text.paragraphs),
        "flesch": round(readability.flesch(subject), 1),
        "flesch_grade": round(readability.flesch_grade(subject), 1),
        "passive_percent": percent(readability.passive_sentences(subject)),
        "transition_percent": percent(readability.transition_sentences(subject)),
        "long_sentence_percent": percent(readability.long_sentences(subject)),
        "keyphrase_count": count,
        "keyphrase_count_exact": subject.exact_count,
        "keyphrase_density_percent": round(readability.percent_of(count, words), 2),
    }
