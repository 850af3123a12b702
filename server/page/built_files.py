"""Serves built files that are compressed in advance, with headers for the cache of browsers.

A directory is read once, at the start. The path of a request never reaches the file system, so path
traversal is impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

CODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings and the suffixes of their files, the preferred one first."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
HASHED = "assets/"
"""The folder of files with a digest of their content in their names."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
SOON = "public, max-age=300, stale-while-revalidate=86400"
"""For a file that pages of other sites load under a fixed name: an update arrives within minutes,
and no page waits for the question whether there is one."""
SAFETY = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


FOR_OTHERS = {
    **SAFETY,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}
"""For files that pages of other origins may load. They contain nothing of an account."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A file in one content coding."""

    coding: str
    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file in all its codings: the preferred one first, the uncompressed file last."""

    media_type: str
    cache_control: str
    variants: tuple[Variant, ...]


class BuiltFiles:
    """The files below `directory`; none if it does not exist.

    All of them are sent with `policy`, the content security policy. `missing` is said where the
    directory does not exist. `for_others`: pages of other origins may load them.
    """

    def __init__(
        self,
        directory: Path,
        *,
        policy: str,
        missing: str = "Not Found",
        for_others: bool = False,
    ) -> None:
        named = SOON if for_others else ASK_FIRST
        self._files = {
            path.relative_to(directory).as_posix(): _read(directory, path, named)
            for path in directory.rglob("*")
            if path.suffix in MEDIA_TYPES
        }
        self._absent = "Not Found" if self._files else missing
        safety = FOR_OTHERS if for_others else SAFETY
        self._headers = {**safety, "content-security-policy": policy}

    def answer(self, request: Request, name: str) -> Response:
        """Answer with the file, with 304 if the browser has it, or with 404."""
        file = self._files.get(name)
        if file is None:
            return PlainTextResponse(self._absent, 404, headers=SAFETY)
        variant = _chosen(file, request.headers.get("accept-encoding", ""))
        headers = self._headers | _headers(file, variant)
        if _has(request.headers.get("if-none-match", ""), variant.etag):
            return Response(status_code=304, headers=headers)
        return Response(variant.content, headers=headers, media_type=file.media_type)


def _read(directory: Path, path: Path, named: str) -> BuiltFile:
    name = path.relative_to(directory).as_posix()
    cache_control = FOR_EVER if name.startswith(HASHED) else named
    return BuiltFile(MEDIA_TYPES[path.suffix], cache_control, tuple(_variants(path)))


def _variants(path: Path) -> Iterator[Variant]:
    for coding, end in {**CODINGS, "identity": ""}.items():
        variant = path.with_name(path.name + end)
        if variant.exists():
            content = variant.read_bytes()
            # A strong entity tag identifies one representation, so each coding needs its own.
            yield Variant(coding, content, f'"{sha256(content).hexdigest()[:32]}"')


def _headers(file: BuiltFile, variant: Variant) -> dict[str, str]:
    coding = {} if variant.coding == "identity" else {"content-encoding": variant.coding}
    return {
        "cache-control": file.cache_control,
        "etag": variant.etag,
        "vary": "accept-encoding",
        **coding,
    }


def _chosen(file: BuiltFile, accept_encoding: str) -> Variant:
    """Return the variant that the client prefers; among equals the one that we prefer. If it
    accepts none of them, it gets the uncompressed file (RFC 9110, 12.5.3)."""
    weights = _weights(accept_encoding)
    best = max(file.variants, key=lambda one: _weight(weights, one.coding))
    return best if _weight(weights, best.coding) > 0 else file.variants[-1]


def _weight(weights: Mapping[str, float], coding: str) -> float:
    # A coding that is not named is accepted only with a star; the uncompressed file always is.
    unnamed = 0.0001 if coding == "identity" else 0.0
    return weights.get(coding, weights.get("*", unnamed))


def _weights(header: str) -> dict[str, float]:
    weights = {}
    for part in header.lower().split(","):
        coding, _, parameter = part.partition(";")
        weights[coding.strip()] = _quality(parameter)
    return weights


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _has(if_none_match: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags
