"""Mistakes made on purpose: does a test of the same room notice each of them?"""
