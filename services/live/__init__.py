"""Live balances and quotas for subscribers."""
