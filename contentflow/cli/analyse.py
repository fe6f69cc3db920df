"""The analyse command: the same measurements the agents work against, for any Markdown file."""

import argparse
import json
from collections.abc import Sequence

from contentflow.analysis import analyse
from contentflow.brief import Brief, Voice
from contentflow.cli.article import STANDARD_INPUT, Article, read_article, read_text
from contentflow.cli.report import HEADING, Measured, to_json, to_lines, to_row
from contentflow.cli.terminal import complain, say, say_table
from contentflow.errors import Invalid
from contentflow.names import ContentType


def analyse_files(given: argparse.Namespace) -> int:
    """Measure every file; 2 when something could not be read."""
    try:
        voice = _voice(given.voice)
    except Invalid as error:
        return _refuse(error)
    status = 0
    found: list[Measured] = []
    for name in given.files or [STANDARD_INPUT]:
        try:
            found.append(_measured(name, given, voice))
        except Invalid as error:
            status = _refuse(error)
    _say(found, len(given.files) > 1, given.json)
    return status


def _refuse(error: Invalid) -> int:
    for name, message in error.fields.items():
        complain(f"{'standard input' if name == STANDARD_INPUT else name}: {message}")
    return 2


def _voice(given: str | None) -> Voice | None:
    if not given:
        return None
    from contentflow.cli.voice import find_voice  # what fits voices takes a moment to import

    return find_voice(given)


def _measured(name: str, given: argparse.Namespace, voice: Voice | None) -> Measured:
    from contentflow.proofreading import proofread  # its dictionary takes a moment to load

    article = read_article(read_text(name), given)
    brief, forms = _brief(article, given, voice), not given.no_word_forms
    report = analyse(article.document, brief, forms=forms, proof=proofread(article.document))
    return Measured(name, article, report)


def _brief(article: Article, given: argparse.Namespace, voice: Voice | None) -> Brief:
    return Brief(
        topic=article.document.title,
        content_type=ContentType(given.content_type or ContentType.BLOG_POST),
        keyphrase=article.keyphrase,
        target_words=given.words or 0,
        voice=voice,
        author=article.author,
        dated=article.dated,
        url=article.url,
        bare=True,
    )


def _say(found: Sequence[Measured], several: bool, as_json: bool) -> None:
    if as_json and found:
        shown = [to_json(one) for one in found] if several else to_json(found[0])
        say(json.dumps(shown, indent=2))
        return
    if several and found:
        say_table([HEADING, *map(to_row, found)])
    for one in found:
        if several:
            say()
        for line in to_lines(one):
            say(line)
