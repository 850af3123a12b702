"""Blocks of an account's entries: the first 1,024 revisions are block 0, the next ones block 1.

The sums of a block (`UsageBlock`) never change, because entries do not. They are made after its
last entry, by the folding of the rollups, so that recording a use does not pay for them.
`rolled.blocks` is the number of an account's blocks that have sums, without gaps; entries after
them are read one by one. A small account has no complete block, and no such row.
"""

from __future__ import annotations

BLOCK_ENTRIES = 1_024

SUMMED = "SELECT coalesce(max(blocks), 0) AS number FROM rolled WHERE account_id = $1"
"""The number of blocks of the account $1 that have sums."""

BLOCK_OF_ENTRY = f"(revision - 1) / {BLOCK_ENTRIES}"
"""The block of an entry."""


def revisions(block: str) -> str:
    """Return two columns for a column with a block: its entries have revisions in (low, high]."""
    return f"{block} * {BLOCK_ENTRIES} AS low, ({block} + 1) * {BLOCK_ENTRIES} AS high"
