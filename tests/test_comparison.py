"""How past times are laid out along the steps of a run."""

import pytest

from contentflow.chronicle_shapes import Comparison, Usual
from contentflow.comparison import laid_out, whole
from contentflow.names import AgentName

WRITER, SEO, BRAND, GEO = AgentName.WRITER, AgentName.SEO, AgentName.BRAND, AgentName.GEO
SECONDS = {WRITER: 40.0, SEO: 10.0, BRAND: 20.0, GEO: 5.0}


@pytest.mark.parametrize(
    ("steps", "spans"),
    [
        ([], {}),
        ([["writer"], ["seo"]], {WRITER: (0, 40), SEO: (40, 50)}),
        (
            [["writer"], ["seo", "brand"], ["geo"]],
            {WRITER: (0, 40), SEO: (40, 50), BRAND: (40, 60), GEO: (60, 65)},
        ),
        ([["quality"], ["geo"]], {GEO: (0, 5)}),  # of one nothing is known
    ],
)
def test_step_after_step(
    steps: list[list[str]], spans: dict[AgentName, tuple[float, float]]
) -> None:
    assert laid_out(steps, SECONDS) == spans


def test_the_whole_is_where_the_last_step_ends() -> None:
    usual = {name: Usual(seconds) for name, seconds in SECONDS.items()}
    assert whole(Comparison(usual), [["writer"], ["seo", "brand"]]) == 60
    assert whole(Comparison(usual), [["quality"]]) == 0
