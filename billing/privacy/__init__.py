"""Erasure, and the log of administrators' actions."""
