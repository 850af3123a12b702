"""The clock that the service dates everything by: its guard, and in development its offset."""
