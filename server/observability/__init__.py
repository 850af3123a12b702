"""Metrics, logs, traces, probes and draining."""
