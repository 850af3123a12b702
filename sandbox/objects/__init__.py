"""Stripe's objects and what happens to them, by request, by a buyer or by the clock."""
