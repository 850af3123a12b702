"""What the service says of itself, on standard error."""

from __future__ import annotations

import logging

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
NOISY = ("httpx", "stripe", "tortoise")


def configure_logging() -> None:
    """Once in every process: workers are spawned, and inherit nothing."""
    logging.basicConfig(level=logging.INFO, format=FORMAT)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
