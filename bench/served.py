"""The product's server without its pages: raw clients need none. `python -m bench.served`."""

import sys

from contentflow import serve
from contentflow.config import config

if __name__ == "__main__":
    del serve.SERVE_PREBUILT["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"]
    settings = config()
    serve.refuse_taken_port(settings.host, settings.port)
    sys.exit(serve.serve(settings))
