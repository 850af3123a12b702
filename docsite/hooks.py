"""Hooks of the site's builder: pages made from the SDL, and links that lead out of the site."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

from docsite.changes import changes
from docsite.reference import reference

SCHEMA = Path(__file__).parents[1] / "schema"
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]*)(#[^)]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the reference and the changes of the API."""
    present = (SCHEMA / "schema.graphql").read_text(encoding="utf-8")
    released = (SCHEMA / "released.graphql").read_text(encoding="utf-8")
    for name, text in {**reference(present), "changes": changes(released, present)}.items():
        files.append(File.generated(config, f"api/{name}.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Make text of links to files that are not in the site, such as decisions and source code."""
    folder = PurePosixPath(page.file.src_uri).parent

    def kept(match: re.Match[str]) -> str:
        text, target = match[1], match[2]
        if not target or "://" in target or target.startswith("mailto:"):
            return match[0]
        return match[0] if _within(folder, target, files) else text

    return _LINK.sub(kept, markdown)


def _within(folder: PurePosixPath, target: str, files: Files) -> bool:
    """Return whether the site has the file to which a page in `folder` links."""
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == ".." and not parts:
            return False
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts) in {file.src_uri for file in files.documentation_pages()}


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Name the theme's search dialog for screen readers."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
