"""The documentation site at `/docs/`, in development: the built files of `docsite/dist`."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.page.built_files import BuiltFiles

SITE = Path(__file__).parents[2] / "docsite" / "dist"
NO_SITE = "The documentation is not installed: its built files, docsite/dist, are missing."
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The policy of the site: its tables have style attributes, and its pages have short scripts, which
are named by their digests."""

_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def docs_routes() -> list[Route]:
    """Return the routes of the site."""
    files = BuiltFiles(SITE, policy=POLICY.format(scripts=_inline_scripts()), missing=NO_SITE)

    async def page(request: Request) -> Response:
        name: str = request.path_params["name"]
        last = name.rpartition("/")[2]
        if last and "." not in last:
            # Links in a page start at its folder.
            return RedirectResponse(f"/docs/{name}/")
        return files.answer(request, name if last else f"{name}index.html")

    return [Route("/docs", lambda _: RedirectResponse("/docs/")), Route("/docs/{name:path}", page)]


def _inline_scripts() -> str:
    """Return the digests of the scripts within pages, as sources of a policy."""
    found = {
        script for page in SITE.rglob("*.html") for script in _SCRIPT.findall(page.read_bytes())
    }
    digests = sorted(b64encode(sha256(script).digest()).decode() for script in found)
    return "".join(f" 'sha256-{digest}'" for digest in digests)
