"""The outside: the API and its parameters, the hosted pages, the control."""
