"""Waiting for what another process, thread or page brings about."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until it holds; return how long that took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begun
