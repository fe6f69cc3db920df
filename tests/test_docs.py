"""docs/checks.md says what the code does."""

import re

import pytest

from contentflow.analysis import analyse
from contentflow.analysis.rules import Rule
from contentflow.brief import Brief
from contentflow.document import parse
from contentflow.names import ScoreName
from docs.checks import PAGE, RULES, page
from docs.wording import EVIDENCE, METRICS

ALL = [rule for rules in RULES.values() for rule in rules]


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: make docs"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    for name in ("label", "threshold", "advice", "source", "unit", "formula", "limits"):
        assert getattr(rule, name).strip(), name
    assert rule.evidence in EVIDENCE
    assert rule.weight >= 0


def test_a_label_and_an_id_are_one_check_s() -> None:
    assert len({rule.id for rule in ALL}) == len(ALL)
    assert len({rule.label.lower() for rule in ALL}) == len(ALL)


def test_every_check_that_runs_is_on_the_page() -> None:
    report = analyse(parse("# One\n\nA desk stands here."), Brief(topic="Desks"))
    made = {
        name: [check.id for check in analysis.checks] for name, analysis in report.analyses.items()
    }
    assert made == {name: [rule.id for rule in RULES[name]] for name in ScoreName}


def test_every_count_is_explained() -> None:
    report = analyse(parse("A desk stands here."), Brief(topic="Desks"))
    assert set(report.metrics) == set(METRICS)


def test_the_links_to_checks_lead_somewhere() -> None:
    text = page()
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower())) for title in headings}
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= anchors


def test_the_differences_to_yoastseo_are_on_the_page() -> None:
    section = page().partition("## Beside yoastseo")[2].partition("\n## ")[0]
    assert section.count("\n|") > 3
