"""Changes of what a subscription contains, within its period."""
