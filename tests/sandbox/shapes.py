"""Compares sent objects with the SDK's classes: every name is known, every type is right, and
nothing is missing.

Annotations name classes that are imported only for type checkers, so this module imports them.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import types
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

import stripe
from stripe._stripe_object import StripeObject, UntypedStripeObject

SCALARS: dict[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
    Decimal: (str, Decimal),
}
CLASSES = {
    one.OBJECT_NAME: one
    for one in (
        stripe.BalanceTransaction,
        stripe.Charge,
        stripe.Coupon,
        stripe.Customer,
        stripe.Dispute,
        stripe.Event,
        stripe.Invoice,
        stripe.InvoiceLineItem,
        stripe.InvoicePayment,
        stripe.LineItem,
        stripe.PaymentIntent,
        stripe.PaymentMethod,
        stripe.Plan,
        stripe.Price,
        stripe.Product,
        stripe.Refund,
        stripe.SetupIntent,
        stripe.Subscription,
        stripe.SubscriptionItem,
        stripe.billing_portal.Session,
        stripe.checkout.Session,
    )
}
EVENTS = frozenset(get_args(stripe.Event.__annotations__["type"]))


def faults(made: Any) -> list[str]:
    """Return what the SDK does not know or expect of an object, each as `path: fault`."""
    if made.get("object") == "list":
        return [fault for one in made["data"] for fault in faults(one)]
    if made.get("deleted"):
        return [] if set(made) == {"id", "object", "deleted"} else ["more than a tombstone"]
    kind = CLASSES[made["object"]]
    found = list(_object_faults(kind, made, made["object"]))
    if kind is stripe.Event:
        found += faults(made["data"]["object"])
        found += [f"{made['type']}: no such event"] if made["type"] not in EVENTS else []
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return dict(_own_hints(kind))


def _own_hints(kind: type) -> Iterator[tuple[str, Any]]:
    for base in reversed(kind.__mro__):
        if issubclass(base, StripeObject) and base is not StripeObject:
            for name, hint in inspect.get_annotations(base).items():
                if get_origin(hint) is not ClassVar and not name.startswith("_"):
                    yield name, _resolved(hint, base.__module__)


def _resolved(hint: Any, module: str) -> Any:
    if isinstance(hint, str | ForwardRef):
        text = hint if isinstance(hint, str) else hint.__forward_arg__
        return _resolved(eval(text, _names(module)), module)
    if get_origin(hint) is None or get_origin(hint) is Literal:
        return hint
    arguments = tuple(_resolved(one, module) for one in get_args(hint))
    return (Union if _is_union(hint) else get_origin(hint)), arguments


@cache
def _names(module: str) -> dict[str, Any]:
    """Return a module's names, including those of its `if TYPE_CHECKING`."""
    names = dict(vars(sys.modules[module]))
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("stripe"):
            source = importlib.import_module(node.module)
            names |= {one.asname or one.name: getattr(source, one.name) for one in node.names}
    return names


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType}


def _joined(hint: Any) -> tuple[Any, ...]:
    """Return the members of a resolved union; nothing for anything else."""
    return hint[1] if isinstance(hint, tuple) and hint[0] is Union else ()


def _object_faults(kind: type, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {type(value).__name__} for {kind.__name__}"
        return
    hints = _hints(kind)
    yield from (f"{path}.{name}: unknown" for name in value if name not in hints)
    for name, hint in hints.items():
        if name in value:
            yield from _faults(hint, value[name], f"{path}.{name}")
        elif not _optional(hint):
            yield f"{path}.{name}: missing"


def _optional(hint: Any) -> bool:
    return type(None) in _joined(hint)


def _faults(hint: Any, value: Any, path: str) -> Iterator[str]:
    if hint is Any or isinstance(hint, TypeVar):
        return
    if _joined(hint):
        yield from _union_faults(_joined(hint), value, path)
    elif get_origin(hint) is Literal:
        if value not in get_args(hint):
            yield f"{path}: {value!r} is not among its values"
    elif isinstance(hint, tuple):
        yield from _generic_faults(*hint, value, path)
    elif hint is type(None):
        if value is not None:
            yield f"{path}: not null"
    elif hint in SCALARS:
        if not isinstance(value, SCALARS[hint]) or (isinstance(value, bool) and hint is not bool):
            yield f"{path}: {value!r} is no {hint.__name__}"
    else:
        yield from _object_faults(hint, value, path)


def _union_faults(hints: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    """Enumerations accept any newer value; here only the known ones are accepted."""
    if any(get_origin(hint) is Literal for hint in hints) and not isinstance(value, dict):
        hints = tuple(hint for hint in hints if hint is not str)
    tries = [list(_faults(hint, value, path)) for hint in hints]
    if all(tries):
        yield from min(tries, key=len) if isinstance(value, dict) else tries[0]


def _generic_faults(
    origin: Any, arguments: tuple[Any, ...], value: Any, path: str
) -> Iterator[str]:
    if origin is list:
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for at, one in enumerate(value):
            yield from _faults(arguments[0], one, f"{path}[{at}]")
    elif origin is UntypedStripeObject:
        if not isinstance(value, dict):
            yield f"{path}: no object"
            return
        for name, one in value.items():
            yield from _faults(arguments[0], one, f"{path}.{name}")
    else:
        yield from _list_object_faults(arguments[0], value, path)


def _list_object_faults(hint: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict) or set(value) != {"object", "data", "has_more", "url"}:
        yield f"{path}: no list object"
        return
    for at, one in enumerate(value["data"]):
        yield from _faults(hint, one, f"{path}.data[{at}]")
