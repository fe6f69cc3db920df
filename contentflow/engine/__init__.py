"""Durable execution. Public: `running` and its neighbours, and `estimates.estimate`."""

from contentflow.engine.remote import elsewhere, listening, wake
from contentflow.engine.service import running, status

__all__ = ["elsewhere", "listening", "running", "status", "wake"]
