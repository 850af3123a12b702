"""`python -m yumi_billing` prints the documents of the client, for a service that executes none but
trusted ones (its setting TRUSTED_DOCUMENTS)."""

from __future__ import annotations

import hashlib
import json
import sys

from yumi_billing._generated import documents
from yumi_billing._missed import Missed
from yumi_billing._operation import Operation


def all_documents() -> dict[str, str]:
    """Return the documents by their digests."""
    found = [one.document for one in vars(documents).values() if isinstance(one, Operation)]
    return {
        hashlib.sha256(one.encode()).hexdigest(): one for one in sorted([*found, Missed.document])
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(all_documents(), indent=1) + "\n")
