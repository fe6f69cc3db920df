"""The figures under the names that Prometheus keeps them by. Pure, but for this process's own."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric

from contentflow import __version__, lag
from contentflow.api import status
from contentflow.metrics import SECONDS, Agent, Figures, Model, Spread

_QUANTILES = (0.5, 0.99, 1.0)


def of(figures: Figures) -> Iterator[Metric]:
    """Every family; the last ones are of this process alone."""
    yield from _queue(figures)
    yield from _agents(figures.agents)
    yield from _models(figures.models)
    pages = "Campaign pages that are open, in every process."
    yield _gauge("watchers", pages, {(): figures.watchers})
    yield from _own()


def _queue(figures: Figures) -> Iterator[Metric]:
    runs = {(name,): count for name, count in figures.runs.items()}
    waiting = {(name,): count for name, count in figures.waiting.items()}
    yield _gauge("runs", "Runs by status.", runs, "status")
    yield _gauge("queue_depth", "Runs that wait for a slot.", waiting, "priority")
    longest = "How long the run that waits longest has waited."
    yield _gauge("queue_oldest_seconds", longest, {(): figures.longest_wait})
    waited = {(): figures.waited}
    yield _spread("queue_wait_seconds", "From a run's order to its start.", waited)


def _agents(agents: Iterable[Agent]) -> Iterator[Metric]:
    listed = list(agents)
    ended = {(one.name, how): n for one in listed for how, n in one.ended.items()}
    about = "Executions of agents by how they ended or stand."
    yield _counter("agent_executions", about, ended, "agent", "status")
    took = {(one.name,): one.took for one in listed}
    yield _spread("agent_duration_seconds", "Completed executions, cache aside.", took, "agent")
    for name, about in (
        ("hits", "Executions answered from the cache."),
        ("misses", "Executions that were not."),
    ):
        counted = {(one.name,): getattr(one, name) for one in listed}
        yield _counter(f"cache_{name}", about, counted, "agent")
    retried = {(one.name,): one.retries for one in listed}
    yield _counter("model_retries", "Model calls tried again.", retried, "agent")


def _models(models: Iterable[Model]) -> Iterator[Metric]:
    listed = list(models)
    calls = {(one.name, "answered"): one.answered for one in listed}
    calls |= {(one.name, "failed"): one.failed for one in listed}
    yield _counter("model_calls", "Attempts of model calls.", calls, "model", "outcome")
    tokens = {(one.name, "input"): one.input_tokens for one in listed}
    tokens |= {(one.name, "output"): one.output_tokens for one in listed}
    yield _counter("model_tokens", "Tokens that models read and wrote.", tokens, "model", "kind")
    cost = {(one.name,): one.cost_usd for one in listed}
    yield _counter("model_cost_usd", "What calls with a known price cost, USD.", cost, "model")
    unpriced = {(one.name,): one.unpriced for one in listed}
    yield _counter("model_unpriced_calls", "Answers whose price is not known.", unpriced, "model")


def _own() -> Iterator[Metric]:
    sockets = "Clients of the API's websocket, in this process."
    yield _gauge("websocket_clients", sockets, {(): status.clients()})
    late = {(f"{share:g}",): seconds for share, seconds in lag.quantiles(*_QUANTILES).items()}
    about = "How late this process's event loop was in the last minute."
    yield _gauge("event_loop_lag_seconds", about, late, "quantile")
    yield _gauge("info", "The version that runs.", {(__version__,): 1}, "version")


Numbers = Mapping[Any, float]  # by the values of the labels, a tuple


def _gauge(name: str, about: str, numbers: Numbers, *labels: str) -> Metric:
    family = GaugeMetricFamily(f"contentflow_{name}", about, labels=labels)
    for of_labels, number in numbers.items():
        family.add_metric(of_labels, number)
    return family


def _counter(name: str, about: str, numbers: Numbers, *labels: str) -> Metric:
    family = CounterMetricFamily(f"contentflow_{name}", about, labels=labels)
    for of_labels, number in numbers.items():
        family.add_metric(of_labels, number)
    return family


def _spread(name: str, about: str, spreads: Mapping[Any, Spread], *labels: str) -> Metric:
    family = HistogramMetricFamily(f"contentflow_{name}", about, labels=labels)
    for of_labels, spread in spreads.items():
        below = zip(SECONDS, spread.below, strict=True)
        buckets = [(f"{most:g}", float(count)) for most, count in below]
        family.add_metric(of_labels, [*buckets, ("+Inf", spread.count)], spread.total)
    return family
