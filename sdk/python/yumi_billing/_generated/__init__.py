"""What the SDL says, as Python.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""
