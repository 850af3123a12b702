"""Parameters checked against the SDK's own types: those not in `stripe.params` are refused.

The SDK types an enumeration as `Literal[…] | str`, so that its older versions read newer values.
Requests may only use the listed values, as at Stripe.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

from sandbox.http.form import Tree
from sandbox.world.errors import ApiError, Json, missing

WHOLE = re.compile(r"-?[0-9]{1,18}")
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
TEXT_MAX = 5_000
METADATA_KEYS, METADATA_NAME, METADATA_VALUE = 50, 40, 500

Raw = str | Tree
Hint = Any


def checked(kind: type, tree: Tree, *, supported: frozenset[str]) -> Json:
    """Return the parameters, checked against the TypedDict `kind`. Raises ApiError.

    `supported` are the parameters (dotted, without list indices, with everything below them) that
    the sandbox uses or may ignore correctly. Others are refused, because silence would look like
    success.
    """
    values = _record(kind, tree, "")
    for name in _leaves(values, ""):
        if not any(name == known or name.startswith(f"{known}.") for known in supported):
            message = f"The sandbox does not support this parameter of Stripe's: {name}"
            raise ApiError(message, code="sandbox_unsupported", param=name)
    return values


@cache
def fields(kind: type) -> dict[str, Hint]:
    """Return the resolved types of a TypedDict's own fields."""
    # They inherit the options of a call, whose types their modules do not import.
    hints = get_type_hints(kind, localns={"StripeContext": Any, "Mapping": dict})
    options = RequestOptions.__annotations__
    return {name: hint for name, hint in hints.items() if name not in options}


def _record(kind: type, raw: Raw, at: str) -> Json:
    if isinstance(raw, str):
        raise ApiError("Invalid object", param=at)
    known = fields(kind)
    for name in raw:
        if name not in known:
            full = _joined(at, name)
            message = f"Received unknown parameter: {full}"
            raise ApiError(message, code="parameter_unknown", param=full)
    for name in sorted(getattr(kind, "__required_keys__", ())):
        if name in known and name not in raw:
            raise missing(_joined(at, name))
    return {name: _value(known[name], value, _joined(at, name)) for name, value in raw.items()}


def _value(hint: Hint, raw: Raw, at: str) -> Any:
    origin = _origin(hint)
    if origin in {Union, types.UnionType}:
        return _union(get_args(hint), raw, at)
    if origin is Literal:
        return _enumerated(get_args(hint), raw, at)
    if origin is list:
        return _list(get_args(hint)[0], raw, at)
    if origin in {dict, UntypedStripeObject}:
        return _map(raw, at)
    if is_typeddict(hint):
        return _record(hint, raw, at)
    if isinstance(raw, dict):
        raise ApiError(f"Invalid {_named(hint)}: a hash was given", param=at)
    return _scalar(hint, raw, at)


def _union(hints: tuple[Hint, ...], raw: Raw, at: str) -> Any:
    literals = [word for hint in hints if _origin(hint) is Literal for word in get_args(hint)]
    if isinstance(raw, str) and raw in literals:
        return raw
    others = [hint for hint in hints if _origin(hint) is not Literal]
    words = [word for word in literals if word]
    if words:
        others = [hint for hint in others if hint is not str]
    if not others:
        return _enumerated(tuple(words), raw, at)
    fitting = [hint for hint in others if _is_nested(hint) == isinstance(raw, dict)] or others
    return _first(fitting, raw, at)


def _first(hints: list[Hint], raw: Raw, at: str) -> Any:
    *others, last = hints
    for hint in others:
        try:
            return _value(hint, raw, at)
        except ApiError:
            continue
    return _value(last, raw, at)


def _origin(hint: Hint) -> Any:
    return get_origin(hint)


def _is_nested(hint: Hint) -> bool:
    return is_typeddict(hint) or _origin(hint) in {list, dict, UntypedStripeObject}


def _enumerated(words: tuple[Any, ...], raw: Raw, at: str) -> str:
    if not isinstance(raw, str) or raw not in words:
        raise ApiError(f"Invalid {at}: must be one of {', '.join(map(str, words))}", param=at)
    return raw


def _list(hint: Hint, raw: Raw, at: str) -> list[Any]:
    indices = [str(index) for index in range(len(raw))]
    if isinstance(raw, str) or raw.keys() != set(indices):
        raise ApiError("Invalid array", param=at)
    return [_value(hint, raw[index], f"{at}[{index}]") for index in indices]


def _map(raw: Raw, at: str) -> dict[str, str]:
    """Check metadata: Stripe's limits on keys and values."""
    if isinstance(raw, str):
        raise ApiError("Invalid hash", param=at)
    found: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(value, dict) or len(value) > METADATA_VALUE or len(name) > METADATA_NAME:
            limits = f"{METADATA_NAME} and {METADATA_VALUE} characters"
            raise ApiError(
                f"Metadata: name and value are text of at most {limits}", param=_joined(at, name)
            )
        found[name] = value
    if len(found) > METADATA_KEYS:
        raise ApiError(f"Metadata can have at most {METADATA_KEYS} keys", param=at)
    return found


def _scalar(hint: Hint, raw: str, at: str) -> Any:
    if raw == "":
        message = (
            f"You passed an empty string for '{at}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{at}' cannot be unset."
        )
        raise ApiError(message, code="parameter_invalid_empty", param=at)
    if hint is bool and raw in {"true", "false"}:
        return raw == "true"
    if hint is int and WHOLE.fullmatch(raw):
        return int(raw)
    if hint in {float, Decimal} and NUMBER.fullmatch(raw):
        return Decimal(raw)
    if hint is str and len(raw) <= TEXT_MAX:
        return raw
    code = "parameter_invalid_integer" if hint is int else None
    raise ApiError(f"Invalid {_named(hint)}: {raw[:100]}", code=code, param=at)


def _named(hint: Hint) -> str:
    return {bool: "boolean", int: "integer", str: "string"}.get(hint, "number")


def _joined(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _leaves(value: Any, at: str) -> Iterator[str]:
    """Yield the dotted names of all given parameters, without list indices."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _leaves(inner, at)
    elif at:
        yield at
