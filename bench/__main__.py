"""Every figure, one JSON line each: `python -m bench`."""

import asyncio

from bench import engine, product
from contentflow.serve import build_if_changed

if __name__ == "__main__":  # the measuring process imports this module again
    build_if_changed()
    product.main()
    asyncio.run(engine.main())
