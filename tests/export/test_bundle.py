import io
import json
import zipfile

import frontmatter
import pytest

from contentflow import document as documents
from contentflow.export import bundle, data
from contentflow.export.article import Approved
from contentflow.names import Review
from tests.export.articles import HOSTILE, MADE, article_of
from tests.export.test_report import decision


def test_the_bundle_has_every_format_and_the_report() -> None:
    article = article_of()
    with zipfile.ZipFile(io.BytesIO(bundle.render(article, "desks"))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == ["desks.md", "desks.html", "desks.docx", "desks.json", "score-report.html"]
        assert archive.getinfo("desks.md").date_time == MADE.timetuple()[:6]
        assert frontmatter.loads(archive.read("desks.md").decode())["version"] == 3
        assert json.loads(archive.read("desks.json"))["version"]["number"] == 3


def test_json_has_all_that_is_known() -> None:
    row = decision(review=Review.REJECTED, id="d1")
    article = article_of(decisions=[row], checks=[{"id": "title_width"}])
    found = json.loads(data.render(article))
    assert documents.from_json(found["document"]) == article.document
    assert found["campaign"]["content_type"] == "how_to"
    assert found["version"]["approved"] is None
    assert found["scores"] == {
        "overall": 75,
        "seo": 84,
        "readability": 66,
        "brand": None,
        "geo": 75,
    }
    assert found["checks"] == [{"id": "title_width"}]
    (told,) = found["decisions"]
    assert (told["id"], told["outcome"], told["review"]) == ("d1", "kept", "rejected")
    assert "reviewed_by" not in told


def test_json_says_who_approved() -> None:
    found = json.loads(data.render(article_of(approved=Approved("Tom", MADE, "Fine"))))
    assert found["version"]["approved"] == {
        "by": "Tom",
        "at": "2026-11-25T14:03:58+00:00",
        "note": "Fine",
    }


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE)
def test_every_text_leaves_as_json(markdown: str) -> None:
    article = article_of(markdown, brief={"topic": "\ud800"})
    found = json.loads(data.render(article))
    assert documents.from_json(found["document"]) == article.document
