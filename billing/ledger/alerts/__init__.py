"""Alerts: what the owner of an account wants to be told of its balance and its quotas. Billing
rule 14."""
