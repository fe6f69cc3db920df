"""A zip of every format and the score report. Pure."""

import io
import zipfile

from contentflow.export import data, html, markdown, report, word
from contentflow.export.article import Article

REPORT = "score-report.html"
_EARLIEST = 1980  # what a zip can date


def render(article: Article, stem: str) -> bytes:
    """The files, dated as the version is: the same version gives the same bundle."""
    files = {
        f"{stem}.md": markdown.render(article),
        f"{stem}.html": html.render(article),
        f"{stem}.docx": word.render(article),
        f"{stem}.json": data.render(article),
        REPORT: report.render(article),
    }
    made = article.made_at.timetuple()[:6]
    dated = made if made[0] >= _EARLIEST else (_EARLIEST, 1, 1, 0, 0, 0)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, dated)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
