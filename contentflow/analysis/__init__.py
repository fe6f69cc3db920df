"""Measurements of a text: pure functions from a document and a brief to checks and scores."""

from contentflow.analysis import brand, geo, readability, seo
from contentflow.analysis.checks import Analysis, Report
from contentflow.analysis.rules import Subject
from contentflow.brief import Brief
from contentflow.document import Document

__all__ = ["Report", "analyse"]


def analyse(document: Document, brief: Brief) -> Report:
    """All four analyses of a document, with its counts; the text is prepared once."""
    subject = Subject(document, brief)
    found: tuple[Analysis, ...] = (
        seo.analyse(subject),
        readability.analyse(subject),
        brand.analyse(subject),
        geo.analyse(subject),
    )
    return Report({analysis.name: analysis for analysis in found}, _metrics(subject))


def _metrics(subject: Subject) -> dict[str, float]:
    text = subject.text
    prose, words = len(text.prose), len(text.words)
    count = subject.keyphrase_count
    share = readability.percent_of
    passive, tied = (
        readability.passive_sentences(subject),
        readability.transition_sentences(subject),
    )
    return {
        "words": words,
        "sentences": len(text.sentences),
        "flesch": round(readability.flesch(subject), 1),
        "passive_percent": round(share(len(passive), prose), 1),
        "transition_percent": round(share(len(tied), prose), 1),
        "long_sentence_percent": round(share(len(readability.long_sentences(subject)), prose), 1),
        "keyphrase_count": count,
        "keyphrase_density_percent": round(share(count, words), 2),
    }
