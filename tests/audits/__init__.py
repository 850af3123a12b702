"""Audits of the project itself: `python -m tests.audits`, which `make lint` runs."""
