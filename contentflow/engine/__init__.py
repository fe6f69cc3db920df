"""Durable execution. Public: `running`, `wake`, `status`, and `estimates.estimate`."""

from contentflow.engine.service import running, status, wake

__all__ = ["running", "status", "wake"]
