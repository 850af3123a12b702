"""The endpoints and the command line. Only this package wires everything together."""
