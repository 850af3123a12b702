"""The numbers of the accounts in the benchmark's team."""

MEMBERS = 5_000
FIRST = 50_000
"""The number of the owner's account. The team pays for all members but the owner."""
