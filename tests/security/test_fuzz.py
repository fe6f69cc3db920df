"""The API, fuzzed from its own description: no 500, and every refusal is a problem."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error

from contentflow.api.app import create_api
from tests.security.installation import Installation, installed

pytestmark = pytest.mark.slow

API = schemathesis.openapi.from_dict(create_api().openapi())
_FUZZED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("fuzz")) as running:
        yield running


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a long body, for a report
@API.parametrize()
@_FUZZED
def test_no_request_is_answered_with_an_error_of_ours(
    installation: Installation, case: Case
) -> None:
    headers = {"Cookie": installation.cookie("owner"), "Origin": installation.server.url}
    answer = case.call(base_url=installation.server.url, headers=headers)
    case.validate_response(answer, checks=[not_a_server_error])
    if "%0A" in str(answer.request.url):  # Starlette's router takes no such path to us
        assert answer.status_code == 404
    elif answer.status_code >= 400 and not case.path.endswith("readyz"):
        assert answer.headers["content-type"][0].startswith("application/problem+json")
        assert answer.json()["status"] == answer.status_code
