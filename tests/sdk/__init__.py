"""The client libraries, against real servers."""
