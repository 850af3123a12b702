"""The anchors of accounts, and the memory of a replay that they keep."""
