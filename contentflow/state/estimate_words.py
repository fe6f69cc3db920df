"""An estimate in words, as the panel beside the form shows it."""

from contentflow.engine.estimates import Estimate
from contentflow.names import AGENT_LABELS
from contentflow.state import words
from contentflow.state.rows import AgentShare, EstimateCard


def card_of(found: Estimate) -> EstimateCard:
    """A range, not only one number, and where the time goes."""
    return EstimateCard(
        ready=True,
        total=_total(found.total_seconds),
        span=words.between(words.offset(found.low_seconds), words.offset(found.high_seconds)),
        cost="free" if found.cost_usd == 0 else words.money(found.cost_usd),
        basis=words.basis(found.runs),
        shares=_shares(found),
    )


def _total(seconds: float) -> str:
    """Rounded to what a guess can know, but never out of its own range."""
    step = 1 if seconds < 20 else 5 if seconds < 60 else 10 if seconds < 600 else 60
    return words.took(round(seconds / step) * step)


def _shares(found: Estimate) -> list[AgentShare]:
    shares, before = [], 0.0
    for one in found.agents:
        width = 100 * one.seconds / found.total_seconds if found.total_seconds else 0.0
        shares.append(
            AgentShare(
                agent=one.agent.value,
                label=AGENT_LABELS[one.agent],
                seconds=words.took(one.seconds),
                cost=words.money(one.cost_usd) if found.cost_usd else "",
                left=round(before, 1),
                width=round(width, 1),
            )
        )
        before += width
    return shares
