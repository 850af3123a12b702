"""Admission: the number and the order of the operations that run at once."""
