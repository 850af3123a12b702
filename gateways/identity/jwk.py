"""JSON Web Keys (RFC 7517): published keys and the tokens that they may verify."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import jwt

RSA_BITS_MIN = 2_048  # RFC 7518, 3.3
RSA_BITS_MAX = 8_192  # a larger key only slows down every check
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}


class InvalidKeySet(Exception):
    """The provider did not send a key set. The message contains no part of its answer."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """A key with the only algorithm that it may be used with. Compared by identity."""

    kid: str | None
    algorithm: str
    jwk: jwt.PyJWK


@dataclass(frozen=True, slots=True)
class KeySet:
    """A provider's usable keys. Others (symmetric, private, for encryption) are left out."""

    keys: tuple[PublicKey, ...] = ()

    @classmethod
    def parse(cls, document: bytes) -> KeySet:
        """Parse a key set. Raises `InvalidKeySet` unless it is a JSON object with a list of
        `keys`."""
        try:
            content = json.loads(document)
        except (ValueError, RecursionError) as error:
            raise InvalidKeySet("not JSON") from error
        if not isinstance(content, dict) or not isinstance(content.get("keys"), list):
            raise InvalidKeySet("not an object with a list of keys")
        return cls(tuple(_usable(content["keys"])))

    def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """Return the key named `kid`. If a name is missing on either side, return the only
        compatible key."""
        compatible = [key for key in self.keys if key.algorithm == algorithm]
        for key in compatible:
            if kid is not None and key.kid == kid:
                return key
        if len(compatible) == 1 and None in (kid, compatible[0].kid):
            return compatible[0]
        return None


def _usable(entries: Iterable[object]) -> Iterable[PublicKey]:
    parsed = (_public_key(entry) for entry in entries if isinstance(entry, dict))
    return (key for key in parsed if key is not None)


def _public_key(entry: Mapping[str, object]) -> PublicKey | None:
    algorithm = _algorithm(entry)
    kid = entry.get("kid")
    if algorithm is None or not (kid is None or isinstance(kid, str)):
        return None
    try:
        jwk = jwt.PyJWK(dict(entry), algorithm)
    except (jwt.PyJWTError, ValueError):
        return None
    if algorithm == "RS256" and not RSA_BITS_MIN <= jwk.key.key_size <= RSA_BITS_MAX:
        return None
    return PublicKey(kid, algorithm, jwk)


def _algorithm(entry: Mapping[str, object]) -> str | None:
    """Return the only algorithm of a public key for signatures; None for any other key."""
    kind = entry.get("kty")
    algorithm = ALGORITHMS.get(kind) if isinstance(kind, str) else None
    # Without `d` there is no private part. Coordinates must be text.
    numbers = ("n", "e") if kind == "RSA" else ("x", "y", "crv")
    fits = (
        "d" not in entry
        and all(isinstance(entry.get(name), str) for name in numbers)
        and (kind == "RSA" or entry["crv"] == "P-256")
        and entry.get("use", "sig") == "sig"
        and _allows_verify(entry.get("key_ops"))
        and entry.get("alg", algorithm) == algorithm
    )
    return algorithm if fits else None


def _allows_verify(operations: object) -> bool:
    return operations is None or (isinstance(operations, list) and "verify" in operations)
