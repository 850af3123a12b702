"""Attacks on the endpoint, beside a heartbeat: no request may hurt anybody else.

`python -m tests.abuse` starts a real server and prints a table: for each attack the longest wait
of a cheap request beside it, the memory that the server grew by, and the answer.

`attacks` lists them. `test_answers` sends the same attacks and checks the answers, without times.
"""
