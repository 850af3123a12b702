"""Parts that the tests of the client libraries share."""
