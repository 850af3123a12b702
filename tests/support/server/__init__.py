"""The application served, and its clients."""
