"""Seconds by number of campaigns as a small SVG, both axes in powers of ten."""

import math
from typing import Any

_WIDTH, _HEIGHT, _EDGE = 560, 300, 48


def svg(points: list[dict[str, Any]]) -> str:
    """Two lines: measured, and the ideal."""
    seconds = [one[name] for one in points for name in ("seconds", "ideal_seconds")]
    across = _scale([one["campaigns"] for one in points], _EDGE, _WIDTH - _EDGE)
    up = _scale(seconds, _HEIGHT - _EDGE, _EDGE)

    def line(name: str, look: str) -> str:
        places = " ".join(f"{across(one['campaigns']):.0f},{up(one[name]):.0f}" for one in points)
        return f'<polyline points="{places}" fill="none" stroke="#555" {look}/>'

    labels = [
        *(_text(across(one["campaigns"]), _HEIGHT - 20, f"{one['campaigns']:,}") for one in points),
        *(_text(across(p["campaigns"]), up(p["seconds"]) - 8, f"{p['seconds']} s") for p in points),
        _text(_WIDTH / 2, _HEIGHT - 4, "campaigns; solid: measured, dashed: ideal"),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            line("seconds", 'stroke-width="2"'),
            line("ideal_seconds", 'stroke-dasharray="4 4"'),
            *labels,
            "</svg>\n",
        ]
    )


def _scale(values: list[float], first: float, last: float) -> Any:
    low, high = math.log10(min(values)), math.log10(max(values))
    span = (high - low) or 1.0
    return lambda value: first + (math.log10(value) - low) / span * (last - first)


def _text(x: float, y: float, said: str) -> str:
    look = 'text-anchor="middle" font-family="sans-serif" font-size="11" fill="#333"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {look}>{said}</text>'
