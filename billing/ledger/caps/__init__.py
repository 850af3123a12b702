"""Spend caps: limits that the owner of an account sets on what its uses may cost. Billing rule
12."""
