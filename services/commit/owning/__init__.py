"""Ownership: each bucket of accounts has one worker of a machine that decides its commands."""
