import os
import subprocess
import sys
from pathlib import Path

import pytest

from contentflow import migrate

pytestmark = [pytest.mark.slow, pytest.mark.apart]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    root = str(Path(__file__).parents[1])
    return {**kept, "CONTENTFLOW_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": root}


def run(
    environment: dict[str, str], *arguments: str, given: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "contentflow", *arguments],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
        check=False,
    )


def answer(environment: dict[str, str], *arguments: str, given: str = "") -> str:
    done = run(environment, *arguments, given=given)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_nothing_to_a_token(environment: dict[str, str]) -> None:
    refused = run(environment, "token", "list")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "python -m contentflow migrate" in refused.stderr

    newest = migrate.newest()
    assert answer(environment, "migrate") == f"The database is at version {newest}.\n"
    assert "as before" in answer(environment, "migrate")

    assert len(answer(environment, "user", "add", "maya@example.com").strip()) >= 12
    token = answer(environment, "token", "create", "--user", "maya@example.com")
    assert len(token.strip()) >= 43
    assert token.count("\n") == 1

    listed = answer(environment, "token", "list")
    assert token.strip() not in listed
    assert "in use" in listed
    answer(environment, "token", "revoke", listed.splitlines()[1].split()[0])
    assert "revoked" in answer(environment, "token", "list")


def test_mistakes_are_one_line_and_a_status(environment: dict[str, str]) -> None:
    answer(environment, "migrate")
    for arguments in (
        ("user", "add", "nobody"),
        ("user", "add", "maya@example.com", "--password", "short"),
        ("token", "create", "--user", "nobody@example.com"),
        ("token", "revoke", "none"),
        ("user", "password", "nobody@example.com", "--password", "long enough for this"),
    ):
        done = run(environment, *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1, done.stderr
        assert "Traceback" not in done.stderr


def test_a_password_may_come_from_the_input(environment: dict[str, str]) -> None:
    answer(environment, "migrate")
    answer(environment, "user", "add", "maya@example.com", "--role", "admin")
    answer(environment, "user", "password", "maya@example.com", given="a good long password\n")
    assert run(environment, "user", "password", "maya@example.com", given="short\n").returncode == 1


def test_the_doctor_says_what_is_there(environment: dict[str, str]) -> None:
    report = answer({**environment, "PORT": "48231"}, "doctor")
    for name in ("Python", "Data folder", "Database", "Model", "bun", "Pages", "Address"):
        assert name in report
    assert not Path(environment["CONTENTFLOW_DATA_DIR"]).exists()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"OPENAI_API_KEY": "sk-secret"}, "CONTENTFLOW_MODEL is not set"),
        ({"CONTENTFLOW_DATA_DIR": "/dev/null/data"}, "Make it writable"),
        ({"CONTENTFLOW_DATABASE_URL": "postgresql://a:hidden@127.0.0.1:9/b"}, "DATABASE_URL"),
        (
            {
                "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
                "OPENAI_API_KEY": "sk-secret",
                "CONTENTFLOW_MODEL": "m",
            },
            "no answer",
        ),
    ],
)
def test_the_doctor_finds_what_is_wrong(
    environment: dict[str, str], variables: dict[str, str], said: str
) -> None:
    done = run({**environment, **variables}, "doctor")
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert said in done.stdout
    assert "secret" not in done.stdout
    assert "hidden" not in done.stdout
