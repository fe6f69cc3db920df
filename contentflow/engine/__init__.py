"""Durable execution. Public: `running`, `wake`, `status`, and `estimates.estimate`."""

from contentflow.engine.lock import single_process
from contentflow.engine.service import running, status, wake

__all__ = ["running", "single_process", "status", "wake"]
