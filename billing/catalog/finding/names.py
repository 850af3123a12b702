"""The names under which a model is found (billing rule 1). Pure text, no models.

The catalog's own names always win. Then come its aliases, then both without the prefix of a
provider (`openai/gpt-4o`), then without the date of a snapshot (`gpt-4o-2024-08-06`). The ending
`-latest` says nothing about what it stands for, so only an alias of the catalog can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_DATE = f"20[0-9]{{2}}(?:-{_MONTH}-{_DAY}|{_MONTH}{_DAY})"
_SNAPSHOT = re.compile(f"(.*[^-@])(?:[-@]{_DATE}|-{_MONTH}{_DAY})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a catalog. `aliases` are the models of its aliases. `owners` are the providers
    of its free models."""

    own: frozenset[str]
    aliases: Mapping[str, str]
    owners: Mapping[str, str]

    def find(self, asked: str) -> str | None:
        """Return the catalog's name of a model; None if no model has this name.

        A free model is found with the prefix of its own provider only, because another provider of
        the same model does not give it away.
        """
        for prefix, name in _readings(asked):
            found = name if name in self.own else self.aliases.get(name)
            if found is not None and (not prefix or self.owners.get(found, prefix) == prefix):
                return found
        return None


def _readings(asked: str) -> Iterator[tuple[str, str]]:
    """Yield prefix and name of each possible reading, the most exact first."""
    for name in (asked, without_snapshot(asked)):
        if name is not None:
            yield "", name
            prefix, slash, rest = name.partition("/")
            while slash and rest:
                if prefix.strip("/"):
                    yield prefix, rest
                more, slash, rest = rest.partition("/")
                prefix = f"{prefix}/{more}"


def without_snapshot(name: str) -> str | None:
    """Return the name without the date at its end: `-2024-08-06`, `-20240806`, `@20240806` or
    `-0806`. None if it has none."""
    match = _SNAPSHOT.fullmatch(name)
    return match[1] if match else None
