"""A process that only runs campaigns: the composition root of `python -m contentflow worker`."""

import asyncio
import signal
from contextlib import AsyncExitStack

from contentflow import deliveries, engine, hub_redis, limits_redis, process
from contentflow.config import Config, config
from contentflow.errors import ConfigurationError
from contentflow.startup import opened


async def serve() -> None:
    """Run campaigns until told to stop; then hand over what is not finished.

    Raises:
        ConfigurationError: the settings are not those of a worker, or a server does not answer.
    """
    settings = config()
    _require_fleet(settings)
    process.log_plainly()
    process.share_memory()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        stack.enter_context(limits_redis.shared(settings.redis))
        await stack.enter_async_context(opened(settings))
        await stack.enter_async_context(hub_redis.connected(settings.redis, pages=False))
        await stack.enter_async_context(engine.running())
        await stack.enter_async_context(engine.listening())
        await stack.enter_async_context(deliveries.sending())
        await asyncio.to_thread(process.warm_up)
        if trouble := await hub_redis.trouble(settings.redis):
            process.say(f"{trouble} Campaigns run; pages follow them live once it does.")
        process.say("The worker is ready.")
        await stop.wait()
        process.say("Stopping: running agents are handed over ...")


def _require_fleet(settings: Config) -> None:
    if not settings.is_distributed:
        raise ConfigurationError(
            "A worker needs CONTENTFLOW_ENGINE_URL and CONTENTFLOW_DATABASE_URL on PostgreSQL, and"
            " REDIS_URL. Without them campaigns run in the one process that serves the pages."
        )
