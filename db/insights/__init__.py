"""Sums over an account's uses. Each is one statement, which reads only the requested time."""
