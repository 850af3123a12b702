"""Tests of wrapped clients, against a server that speaks the protocols of providers."""
