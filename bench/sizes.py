"""`python -m bench.sizes`: install each documented combination of extras, and write their sizes
into docs/installation.md."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "installation.md"
EXTRAS = ("postgres", "payments", "redis", "jwks", "metrics", "uvloop", "webhooks", "otel")
WHOLE = EXTRAS[:-1]
"""The extras that `make serve` installs."""
COMBINATIONS: tuple[tuple[str, ...], ...] = ((), *((extra,) for extra in EXTRAS), WHOLE)
TABLE = re.compile(r"(?<=<!-- sizes -->\n).*?(?=<!-- end of sizes -->)", re.DOTALL)


def install(folder: Path, extras: Iterable[str]) -> Path:
    """Make an environment with the core and the extras, but without pip. Return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    locks = [ROOT / "requirements" / f"{name}.lock" for name in ("core", *extras)]
    named = [word for lock in locks for word in ("--requirement", str(lock))]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    quiet = ["--disable-pip-version-check", "--no-input", "--require-hashes"]
    subprocess.run([*pip, *quiet, *named], check=True)
    return python


def kilobytes(folder: Path) -> int:
    """Return the space that a folder takes on the disk; a file with two names counts once."""
    blocks = {}
    for path in (folder, *folder.rglob("*")):
        found = path.lstat()
        blocks[found.st_dev, found.st_ino] = found.st_blocks
    return sum(blocks.values()) // 2


def title(extras: Iterable[str]) -> str:
    """Return the name of a combination."""
    if tuple(extras) == WHOLE:
        return "everything that `make serve` installs"
    return " + ".join(["core", *(f"`{extra}`" for extra in extras)])


def main() -> None:
    sizes = {}
    for number, extras in enumerate(COMBINATIONS):
        with TemporaryDirectory() as folder:
            install(Path(folder) / "environment", extras)
            sizes[extras] = kilobytes(Path(folder) / "environment")
        sys.stderr.write(f"{number + 1} of {len(COMBINATIONS)}: {title(extras)}\n")
    lines = ["| installed | MB | share |", "|---|---:|---:|"]
    for extras, size in sizes.items():
        share = f"{size / sizes[WHOLE]:.0%}"
        lines.append(f"| {title(extras)} | {size / 1024:.0f} | {share} |")
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    DOCUMENT.write_text(TABLE.sub(lambda _: text, DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
