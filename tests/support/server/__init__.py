"""The served application, and its clients."""
