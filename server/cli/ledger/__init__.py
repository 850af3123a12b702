"""Commands that change ledgers: spend caps, and repairs."""
