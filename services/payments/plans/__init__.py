"""Changes of plans: previews, prices, and requests to the payment provider."""
