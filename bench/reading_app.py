"""The service without its memory of accounts: `python -m bench.reading_app`. Every batch reads its
accounts and keys before it is decided, in one more round trip."""

from __future__ import annotations

from server.process.serve import serve
from server.settings import read_settings
from services.commit.recall import Recall


def forget() -> None:
    """Let every batch of this process read first."""
    Recall.accounts = lambda *_: None  # type: ignore[method-assign]  # only here, to compare


if __name__ == "__main__":
    forget()
    serve(read_settings())
