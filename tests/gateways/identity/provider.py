"""A real identity provider: signing keys, and an HTTP server that publishes them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

SECRET = "a secret of at least thirty-two bytes"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PATIENCE = 180  # seconds that a test waits for what must happen

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(name: str, *, bits: int = 2_048) -> rsa.RSAPrivateKey:
    """Return a key. The same name gives the same key."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


@cache
def ec_key(name: str, *, curve: type[ec.EllipticCurve] = ec.SECP256R1) -> PrivateKey:
    return ec.generate_private_key(curve())


def jwk(key: PrivateKey, *, kid: str | None, **more: object) -> dict[str, Any]:
    """Return the public half as a JWK, with `more` members."""
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    named = {} if kid is None else {"kid": kid}
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), **named, **more}


def claims(**changes: object) -> dict[str, Any]:
    """Return valid claims with `changes`. A change to `...` removes a claim."""
    all_claims = {"sub": "alice", "exp": NOW.timestamp() + 3_600, **changes}
    return {name: value for name, value in all_claims.items() if value is not ...}


def sign(
    key: PrivateKey | str | bytes,
    *,
    algorithm: str,
    kid: str | None = None,
    payload: object = None,
    **header: object,
) -> str:
    """Return a signed token. Bytes in `payload` are used unchanged; the default is valid claims."""
    payload = claims() if payload is None else payload
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    named = {} if kid is None else {"kid": kid}
    return jwt.PyJWS().encode(body, key, algorithm, headers={**named, **header})


@dataclass
class Provider:
    """The server of the provider. Its answers can be changed at any time.

    While `gate` is cleared, it does not answer. With `endless`, an answer's body comes byte by byte
    and never ends.
    """

    url: str = ""
    body: bytes = b'{"keys": []}'
    status: str = "200 OK"
    headers: str = ""
    endless: bool = False
    requests: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    open: int = 0
    left: asyncio.Condition = field(default_factory=asyncio.Condition)

    def publish(self, *keys: dict[str, Any]) -> None:
        self.body = json.dumps({"keys": keys}).encode()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            self.asked.set()
            await self.gate.wait()
            await (self._trickle(writer) if self.endless else self._write(writer))
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()
        self.open -= 1
        async with self.left:
            self.left.notify_all()

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {self.status}\r\ncontent-length: {len(self.body)}\r\n{self.headers}"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + self.body)
        await writer.drain()

    async def _trickle(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.005)  # the pace of the bytes; nothing waits for their end


@asynccontextmanager
async def running_provider() -> AsyncIterator[Provider]:
    provider = Provider()
    provider.gate.set()
    server = await asyncio.start_server(provider.answer, "127.0.0.1", 0)
    provider.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks.json"
    try:
        yield provider
    finally:
        provider.gate.set()
        server.close()
        async with asyncio.timeout(PATIENCE), provider.left:
            await provider.left.wait_for(lambda: not provider.open)
