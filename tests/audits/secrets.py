"""Searches the committed files for secrets, with detect-secrets.

Only detectors that know the form of a secret run: keys of providers, private keys, JWTs, passwords
in addresses. Ruff finds passwords that are assigned to a name (S105 to S107). A value that is no
secret, such as the example in a document, is in KNOWN by its digest.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.settings import transient_settings

from tests.audits import own_keys
from tests.audits.outcome import Outcome
from tests.audits.own_keys import OwnKeyDetector

ROOT = Path(__file__).parents[2]
KNOWN = Path(__file__).with_name("known_secrets.json")
NOISY = {
    # They report every digest, every identifier, every `secret = …` of a test, every version.
    "Base64HighEntropyString",
    "HexHighEntropyString",
    "KeywordDetector",
    "IPPublicDetector",
}
LEFT_OUT = (
    *(".br", ".gz", ".png", ".svg", ".ttf", ".woff2", ".xz"),
    # Digests of packages only.
    *(".lock", "package-lock.json"),
)
ADVICE = (
    "Remove it, and revoke it if it was ever valid: the history keeps it. If it is no secret, run: "
    "make known-secrets"
)


class Found(NamedTuple):
    """A secret: what it is, its digest (SHA-1, as detect-secrets makes it), and its place."""

    kind: str
    digest: str
    place: str


def search(paths: Iterable[str]) -> list[Found]:
    """Return the secrets of files."""
    chosen: list[dict[str, str]] = [{"name": one.__name__} for one in _detectors()[1:]]
    chosen.append({"name": OwnKeyDetector.__name__, "path": f"file://{own_keys.__file__}"})
    with transient_settings({"plugins_used": chosen}):
        # The library would go on with the detectors that it knew before.
        get_mapping_from_secret_type_to_class.cache_clear()
        found = SecretsCollection()
        for path in filter(_may_have_one, paths):
            found.scan_file(path)
        return [
            Found(secret.type, secret.secret_hash, f"{path}:{secret.line_number}")
            for path, secret in found
        ]


@cache
def _detectors() -> list[type[RegexBasedDetector]]:
    known = get_mapping_from_secret_type_to_class().values()
    return [OwnKeyDetector, *(one for one in known if one.__name__ not in NOISY)]


def _may_have_one(path: str) -> bool:
    """Whether an expression of a detector matches somewhere in a file. To scan every file line by
    line takes six times as long."""
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    return any(form.search(text) for one in _detectors() for form in one().denylist)


def committed_files() -> list[str]:
    """Return the files that git has or would add; none outside of a repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = listed.stdout.decode().split("\0")
    return [str(ROOT / name) for name in names if name and not name.endswith(LEFT_OUT)]


def audit_secrets(found: Iterable[Found], known: Iterable[str]) -> Outcome:
    """Return the secrets that are not known as faults."""
    digests = set(known)
    faults = [f"{one.kind} in {one.place}" for one in found if one.digest not in digests]
    return Outcome("secrets in the files", tuple(faults), (), ADVICE)


def audit() -> Outcome:
    files = committed_files()
    if not files:
        return Outcome("secrets in the files", left_out="because this is no git repository")
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    found = [
        one._replace(place=one.place.removeprefix(f"{ROOT}/"))
        for one in search(path for path in files if Path(path).exists())
    ]
    return audit_secrets(found, known)


def accept() -> None:
    """Write the digests of all present findings to KNOWN."""
    found = search(path for path in committed_files() if Path(path).exists())
    lines = {one.digest: f"{one.kind}, {one.place.removeprefix(f'{ROOT}/')}" for one in found}
    text = json.dumps(dict(sorted(lines.items())), indent=2)
    KNOWN.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    accept()
    sys.stdout.write(f"{KNOWN.name} has the present findings: look at them, then commit it\n")
