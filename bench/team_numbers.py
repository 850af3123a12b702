"""The numbers of the accounts in the benchmark's team, and of those that it is compared with."""

MEMBERS = 5_000
FIRST = 50_000
"""The number of the owner's account. The team pays for all members but the owner."""
FIRST_ALONE = 60_000
"""The number of the first of as many accounts that pay for themselves."""
