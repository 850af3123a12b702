"""The list of trusted documents: those of our own page, and those of TRUSTED_DOCUMENTS."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from server.documents.files import Listed, UnreadableList, read_list
from server.documents.reference import digest

OWN = Path(__file__).parents[2] / "web" / "dist" / "documents.json"
"""The documents of our page and widget, written when they are built."""


class Trusted:
    """Documents by their names, and by the SHA-256 of their text. A document is trusted to the
    letter: another one with the same meaning is not."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        """Raises UnreadableList if one name stands for two documents."""
        self._documents: dict[str, str] = {}
        self._texts: set[str] = set()
        places: dict[str, str] = {}
        for one in listed:
            self._texts.add(one.document)
            for name in {one.name or "", digest(one.document)} - {""}:
                before = self._documents.setdefault(name, one.document)
                if before != one.document:
                    raise UnreadableList(
                        f"{one.place}: the id {name[:80]!r} is already that of another document, "
                        f"in {places[name]}"
                    )
                places.setdefault(name, one.place)

    def __len__(self) -> int:
        return len(self._texts)

    def document(self, name: str) -> str | None:
        return self._documents.get(name)

    def has(self, document: str) -> bool:
        return document in self._texts


NOTHING = Trusted(())


def trusted_documents(paths: Iterable[Path]) -> Trusted:
    """Return the documents of files and folders, and those of our page, if it is installed. Raises
    UnreadableList."""
    own = (OWN,) if OWN.parent.is_dir() else ()
    return Trusted(one for path in (*own, *paths) for one in read_list(path))
