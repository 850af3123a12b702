"""The classes of everything in the API that can name an account, or a thing that belongs to one.

Somebody else's account must be answered as one that does not exist, and so must their holds,
purchases, keys and cursors. The classes say what each operation needs, and what each text or id
stands for. `tests/schema/test_isolation.py` compares the tables with the schema, so that a new
field, argument or export has a class. `tests/server/isolation` takes them to try every operation in
every role with somebody else's things. Nothing else reads them.
"""
