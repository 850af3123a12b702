"""Builds the site. The same sources give the same bytes, so a test can compare them."""

from __future__ import annotations

import logging
from pathlib import Path
from shutil import rmtree

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config

CONFIG = Path(__file__).with_name("mkdocs.yml")
BUILT = Path(__file__).with_name("dist")
_NEEDLESS = (
    "sitemap.xml",
    "sitemap.xml.gz",
    "404.html",
    "assets/images",
    "assets/javascripts/lunr",
    "**/*.map",
)
"""Files that nobody asks for. The sitemap has the day of the build, `lunr` other languages."""


def build(directory: Path) -> None:
    """Build the site into `directory`, which is emptied before. Raises Abort for a broken link."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    rmtree(directory, ignore_errors=True)
    config = load_config(str(CONFIG), site_dir=str(directory), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build_site(config)
    config.plugins.on_shutdown()
    for pattern in _NEEDLESS:
        for path in list(directory.glob(pattern)):
            rmtree(path) if path.is_dir() else path.unlink()
