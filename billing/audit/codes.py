"""The counts of codes, compared with the accounts that used them and with their purchases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class CodeCount(NamedTuple):
    """The count of `uses` and the amount `booked` that a code has stored; None if there is no such
    code. `entered` accounts are known to have used it, and `taken` is what their purchases have
    booked. An erasure forgets which code an account had: `erased` accounts may have used it too,
    and `erased_off` is what its programme took off their purchases."""

    id: str
    uses: int | None
    booked: int | None
    entered: int
    taken: int
    erased: int
    erased_off: int


def code_faults(count: CodeCount) -> Iterator[str]:
    """Yield what does not fit. Without an erasure the counts must be exact."""
    if count.uses is None or count.booked is None:
        yield f"code {count.id} is missing, but accounts or purchases name it"
        return
    if not count.entered <= count.uses <= count.entered + count.erased:
        yield f"code {count.id} counts {count.uses} uses, but {count.entered} accounts used it"
    if not count.taken <= count.booked <= count.taken + count.erased_off:
        yield f"code {count.id} has booked {count.booked}, but purchases {count.taken}"
