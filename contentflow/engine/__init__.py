"""Durable execution. Public: `running` and its neighbours, `measure`, `estimates.estimate`."""

from contentflow.engine.measuring import measure
from contentflow.engine.remote import elsewhere, listening, wake
from contentflow.engine.service import running, status

__all__ = ["elsewhere", "listening", "measure", "running", "status", "wake"]
