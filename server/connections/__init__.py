"""The limits of connections: how long they may wait, how much they may send, how many there are."""
