"""Finds how the value of a field is read: from an attribute, or by a resolver."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from server.operations.arguments import Arguments
from server.operations.beside import beside
from server.operations.inputs import Unsupported
from server.operations.run import Run

Read: TypeAlias = Callable[[Any], Any]
Call: TypeAlias = Callable[[Any, Run], Any]


class Resolver(NamedTuple):
    """A resolver: `read` takes only the source, `call` takes the run too. One of them is None."""

    read: Read | None
    call: Call | None
    is_async: bool = False


def resolver_of(
    schema: strawberry.Schema,
    resolved: StrawberryField,
    arguments: Arguments | None,
    *,
    is_long: bool = False,
) -> Resolver:
    """Return how a field is resolved. With `is_long` its arguments are made beside the event loop,
    if it has to be waited for anyway. Raises Unsupported."""
    if resolved.extensions or resolved.permission_classes:
        raise Unsupported(f"extensions of {resolved.python_name}")
    base = resolved.base_resolver
    if base is None:
        if schema.config.default_resolver is not getattr or arguments is not None:
            raise Unsupported("another way to read attributes")
        return Resolver(attrgetter(resolved.python_name), None)
    _check_signature(base)
    if resolved.is_async and not resolved.is_subscription and not _is_coroutine_function(base):
        raise Unsupported(f"a stream in {resolved.python_name}")
    function = function_of(base)
    if arguments is not None or base.info_parameter is not None:
        takes_info = base.info_parameter is not None
        if is_long and arguments is not None and resolved.is_async:
            return Resolver(None, _call_beside(function, arguments, takes_info), is_async=True)
        return Resolver(None, _call(function, arguments, takes_info), resolved.is_async)
    if resolved.is_async:
        return Resolver(None, lambda source, run: function(source), is_async=True)
    return Resolver(function, None)


def function_of(base: StrawberryResolver[Any]) -> Callable[..., Any]:
    """Return the function that is called. Tests watch it."""
    return base.wrapped_func  # type: ignore[return-value]  # bound when its class was made


def _check_signature(base: StrawberryResolver[Any]) -> None:
    """Raise Unsupported unless the source is passed as `self`, and the info as `info`."""
    info = base.info_parameter
    by_name = base.root_parameter or base.parent_parameter
    if base.self_parameter is None or by_name or (info is not None and info.name != "info"):
        raise Unsupported(f"the parameters of {base.name}")


def _is_coroutine_function(base: StrawberryResolver[Any]) -> bool:
    return inspect.iscoroutinefunction(base._unbound_wrapped_func)


def _call(function: Callable[..., Any], arguments: Arguments | None, takes_info: bool) -> Call:
    """Call a resolver with the run as its `info`.

    Resolvers use nothing of `info` but the context, which a run has: tests/test_architecture.py
    checks that. A full info would cost more than most resolvers do.
    """
    if arguments is None:
        return lambda source, run: function(source, info=run)

    def call(source: Any, run: Run) -> Any:
        given = arguments(run)
        if takes_info:
            given["info"] = run
        return function(source, **given)

    return call


def _call_beside(function: Callable[..., Any], arguments: Arguments, takes_info: bool) -> Call:
    """Call an async resolver whose arguments take long to make: they are written out in the
    document."""

    async def call(source: Any, run: Run) -> Any:
        given = await beside(partial(arguments, run))
        if takes_info:
            given["info"] = run
        return await function(source, **given)

    return call
