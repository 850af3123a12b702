"""Automatic top-ups: a pack that is bought with a saved card when few tokens are left. Billing rule
15."""
