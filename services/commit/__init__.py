"""Group commit: batches of commands, decided and written together."""
