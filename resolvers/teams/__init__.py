"""The fields and the mutations of teams."""
