"""How shares are said: never on their limit while they fail it."""

import pytest

from contentflow.analysis.rules import as_percent


@pytest.mark.parametrize(
    ("value", "band", "digits", "said"),
    [
        (31.2, (30, 100), 0, "31%"),
        (30.0, (30, 100), 0, "30%"),
        (29.6, (30, 100), 0, "29.6%"),
        (29.97, (30, 100), 0, "29.9%"),
        (25.02, (0, 25), 0, "25.1%"),
        (12.0, (0, 10), 0, "12%"),
        (10.04, (0, 10), 1, "10.04%"),
    ],
)
def test_a_failing_share_never_reads_as_its_limit(
    value: float, band: tuple[float, float], digits: int, said: str
) -> None:
    assert as_percent(value, band, digits) == said
