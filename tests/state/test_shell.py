"""The model card in words."""

import pytest

from contentflow.state.shell import model_card


@pytest.mark.parametrize(
    ("ready", "error", "status", "said"),
    [
        (True, "", "completed", "Ready"),
        (False, "", "running", "Starting"),
        (False, "No file", "failed", "Did not start"),
    ],
)
def test_the_demo_model_says_how_it_is(ready: bool, error: str, status: str, said: str) -> None:
    card = model_card(
        {"name": "SmolLM2 135M", "demo": True, "address": "", "ready": ready, "error": error}
    )
    assert (card.title, card.about) == ("Demo model", "SmolLM2 135M, this computer")
    assert (card.status, card.status_words, card.error) == (status, said, error)


def test_a_configured_model_shows_its_name_and_address_and_claims_no_more() -> None:
    card = model_card(
        {"name": "m", "demo": False, "address": "http://x/v1", "ready": True, "error": ""}
    )
    assert (card.title, card.about, card.status_words) == ("m", "http://x/v1", "Configured")
    assert not card.demo
