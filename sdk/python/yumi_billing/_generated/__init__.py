"""The types and operations of the SDL, as Python.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""
