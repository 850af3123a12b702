"""The HTTP server's process and protocols."""
