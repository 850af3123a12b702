"""Deciding one batch: the accounts meanwhile, holds that close, and settings."""
