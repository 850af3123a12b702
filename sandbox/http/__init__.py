"""The HTTP interface: the API and its parameters, the hosted pages, the control interface."""
