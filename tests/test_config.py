from pathlib import Path

import pytest

from contentflow import first_account
from contentflow.config import config
from contentflow.errors import ConfigurationError
from contentflow.names import AgentName


@pytest.fixture
def settings(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    config.cache_clear()
    return monkeypatch


def test_nothing_has_to_be_set(settings: pytest.MonkeyPatch, data_dir: Path) -> None:
    found = config()
    assert (found.host, found.port, found.is_loopback) == ("127.0.0.1", 8000, True)
    assert found.database == f"sqlite+aiosqlite:///{data_dir}/contentflow.db"
    assert found.engine == f"sqlite:///{data_dir}/engine.db"
    assert found.uses_demo_model
    assert found.address == "http://localhost:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("CONTENTFLOW_PUBLIC_URL", "example.com"),
        ("CONTENTFLOW_PUBLIC_URL", "https://"),
        ("CONTENTFLOW_PUBLIC_URL", "https://host:port"),
        ("CONTENTFLOW_PUBLIC_URL", "https://host:0"),
        ("OPENAI_BASE_URL", "file:///x"),
        ("CONTENTFLOW_ROLE", "boss"),
        ("OPENAI_API_KEY", "sk-secret-without-a-model"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(
    settings: pytest.MonkeyPatch, name: str, value: str
) -> None:
    settings.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        config()
    wanted = "CONTENTFLOW_MODEL" if name == "OPENAI_API_KEY" else name
    assert wanted in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_empty_variable_is_not_set(settings: pytest.MonkeyPatch) -> None:
    settings.setenv("PORT", "")
    settings.setenv("OPENAI_API_KEY", "")
    assert config().port == 8000
    assert config().uses_demo_model


def test_agents_may_have_models_of_their_own(settings: pytest.MonkeyPatch) -> None:
    settings.setenv("OPENAI_BASE_URL", "http://localhost:11434/v1/")
    settings.setenv("CONTENTFLOW_MODEL", "small")
    settings.setenv("CONTENTFLOW_MODEL_WRITER", "large")
    assert config().openai_base_url == "http://localhost:11434/v1"
    assert config().model_for(AgentName.WRITER) == "large"
    assert config().model_for(AgentName.SEO) == "small"


def test_only_our_own_pages_may_call(settings: pytest.MonkeyPatch) -> None:
    settings.setenv("PORT", "9000")
    settings.setenv("HOST", "0.0.0.0")
    settings.setenv("CONTENTFLOW_PUBLIC_URL", "https://flow.example.com/app")
    assert config().origins == [
        "http://127.0.0.1:9000",
        "http://[::1]:9000",
        "http://localhost:9000",
        "https://flow.example.com",
    ]
    assert not config().is_loopback


def test_postgresql_gets_its_driver(settings: pytest.MonkeyPatch) -> None:
    settings.setenv("CONTENTFLOW_DATABASE_URL", "postgresql://a:b@db/flow")
    assert config().database == "postgresql+psycopg://a:b@db/flow"


@pytest.mark.parametrize(
    ("host", "public_url", "alone"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("localhost", "http://localhost:9000", True),
        ("127.0.0.1", "http://[::1]:9000", True),
        ("0.0.0.0", "", False),
        ("::", "", False),
        ("192.0.2.7", "http://localhost:9000", False),
        ("127.0.0.1", "https://flow.example.com", False),
        ("127.0.0.1", "http://localhost.example.com", False),
    ],
)
def test_whoever_can_reach_the_server_must_know_the_code(
    settings: pytest.MonkeyPatch, host: str, public_url: str, alone: bool
) -> None:
    settings.setenv("HOST", host)
    settings.setenv("CONTENTFLOW_PUBLIC_URL", public_url)
    first_account.setup_code.cache_clear()
    assert config().is_loopback is alone
    assert (first_account.setup_code() == "") is alone


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        ("https://Flow.Example.com:443/app", "https://flow.example.com"),
        ("http://flow.example.com:80", "http://flow.example.com"),
        ("https://flow.example.com:8443/", "https://flow.example.com:8443"),
        ("http://[2001:db8::7]:9000", "http://[2001:db8::7]:9000"),
    ],
)
def test_the_public_origin_is_what_browsers_send(
    settings: pytest.MonkeyPatch, public_url: str, origin: str
) -> None:
    settings.setenv("CONTENTFLOW_PUBLIC_URL", public_url)
    assert origin in config().origins
