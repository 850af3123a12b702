"""The documentation site: made from `docs/` and the SDL by developers, and committed."""
