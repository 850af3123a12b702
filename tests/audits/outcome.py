"""The outcome of one audit."""

from __future__ import annotations

from typing import NamedTuple

NEXT_LINE = "\n  "


class Outcome(NamedTuple):
    """`faults` fail the build. `notes` are printed and do not."""

    name: str
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    advice: str = ""
    """What to do about the faults."""
    left_out: str = ""
    """Why nothing was looked at."""

    def text(self) -> str:
        """Return what is printed."""
        state = f"{len(self.faults)} found" if self.faults else "ok"
        if self.left_out:
            state = f"LEFT OUT, {self.left_out}"
        lines = [f"audit of {self.name}: {state}", *self.notes, *self.faults]
        if self.faults and self.advice:
            lines.append(self.advice)
        return NEXT_LINE.join(lines)
