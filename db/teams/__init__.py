"""Teams beside the ledger: names, handles, invitations and requests."""
