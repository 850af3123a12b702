"""Stripe's objects and their changes, by a request, by a buyer or by the clock."""
