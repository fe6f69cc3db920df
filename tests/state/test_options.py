"""What admins set for everybody."""

import pytest

from contentflow import audit, engine, options
from contentflow.config import config
from contentflow.names import AgentName
from contentflow.person import Person
from contentflow.state import options as page_options
from contentflow.state.options import OptionsState, model_words
from tests.state.acting import LOG_IN, Page, acting


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(engine, "wake", lambda: calls.append("wake"))
    return calls


FORM = {
    "runs_at_once": "3",
    "cache_writer": "24",
    "cache_seo": "0",
    "cache_brand": "168",
    "cache_quality": "168",
    "cache_geo": "168",
    "endpoint_requests": "60",
    "endpoint_tokens": "1000000000",
    "kept_events": "30",
}


async def test_an_admin_sees_and_saves_all_of_it(admin: Person, woken: list[str]) -> None:
    page = Page(OptionsState())
    with acting(admin, page_options):
        await page.call("load")
        assert [line.value for line in page.state.runs] == ["1", "16"]
        assert (page.state.usual, page.state.runs[0].most) == ("1", 256)
        assert [line.value for line in page.state.cache] == ["168"] * 5
        assert [line.value for line in page.state.endpoint] == ["0", "0", "0"]
        assert [line.value for line in page.state.kept] == ["365", "180", "14"]
        await page.call("save", FORM)
    assert (page.state.saved, page.state.runs[0].value, woken) == ("Saved", "3", ["wake"])
    assert [line.value for line in page.state.cache] == ["24", "0", "168", "168", "168"]
    assert [line.value for line in page.state.endpoint] == ["60", "1000000000", "0"]
    assert await options.runs_at_once() == 3
    assert (await options.endpoint()).requests == 60
    assert await options.kept_days("events") == 30
    assert await options.cache_hours(AgentName.SEO) == 0
    line = (await audit.listing(admin))[0]
    assert (line.action, line.address) == ("limits changed", "192.0.2.1")


async def test_what_is_wrong_is_said_beside_its_field(admin: Person, woken: list[str]) -> None:
    page = Page(OptionsState())
    with acting(admin, page_options):
        await page.call("load")
        await page.call(
            "save", {**FORM, "runs_at_once": "0", "cache_geo": "soon", "kept_events": "-1"}
        )
    assert page.state.problems == {
        "runs_at_once": "Enter a whole number from 1 to 256.",
        "cache_geo": "GEO: Enter a whole number from 0 to 8,760.",
        "kept_events": "Enter a whole number from 0 to 36,500.",
    }
    assert await options.runs_at_once() == 1
    assert woken == []


async def test_nobody_else_sees_or_saves_anything(person: Person, viewer: Person) -> None:
    for somebody in (person, viewer, None):
        page = Page(OptionsState())
        with acting(somebody, page_options):
            assert await page.call("load") == []
            assert (page.state.runs, page.state.cache, page.state.model) == ([], [], "")
            assert (await page.call("save", FORM) == [LOG_IN]) is (somebody is None)
    assert await options.runs_at_once() == 1


@pytest.mark.parametrize("form", [None, [], "x", 7, {}, {"model": "other"}, {"runs_at_once": [3]}])
async def test_a_form_that_is_none(admin: Person, form: object) -> None:
    page = Page(OptionsState())
    with acting(admin, page_options):
        await page.call("save", form)
    assert page.state.problems
    assert await options.runs_at_once() == 1


def test_the_page_says_what_the_environment_decides(
    data_dir: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "neither OPENAI_API_KEY nor OPENAI_BASE_URL is set" in model_words()
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    monkeypatch.setenv("CONTENTFLOW_MODEL", "gpt-x")
    monkeypatch.setenv("CONTENTFLOW_MODEL_SEO", "gpt-y")
    config.cache_clear()
    said = model_words()
    assert said.startswith("gpt-x, and another for SEO, as CONTENTFLOW_MODEL")
    assert "secret-key" not in said
