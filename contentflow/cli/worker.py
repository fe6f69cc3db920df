"""The worker command."""

import argparse

from contentflow import worker


async def work(_given: argparse.Namespace) -> int:
    """Run campaigns until SIGTERM."""
    await worker.serve()
    return 0
