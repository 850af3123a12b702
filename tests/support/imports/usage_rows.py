"""Rows of usage files with all columns."""

from __future__ import annotations

HEADER = ("accountId", "model", "inputTokens", "outputTokens")
ALL_HEADER = (*HEADER, "cached", "at", "key", "meta")
ALL_COLUMNS = {
    "cached_column": "cached",
    "time_column": "at",
    "key_column": "key",
    "metadata_column": "meta",
}
GOOD = {"accountId": "alice", "model": "gpt-4", "inputTokens": 1, "outputTokens": 2}
