"""Mutations: mistakes made on purpose. A test of the same room must find each of them."""
