"""How a field's value is got: an attribute, or a resolver called with what its signature asks."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from server.operations.arguments import Arguments
from server.operations.inputs import Unsupported
from server.operations.run import Field, Here, LazyInfo, Run

Read: TypeAlias = Callable[[Any], Any]
Call: TypeAlias = Callable[[Any, Run, Here | None], Any]


class Resolver(NamedTuple):
    """One of `read`, which takes the source alone, and `call`."""

    read: Read | None
    call: Call | None
    is_async: bool = False


def resolver_of(
    schema: strawberry.Schema, resolved: StrawberryField, field: Field, arguments: Arguments | None
) -> Resolver:
    """Raises Unsupported."""
    if resolved.extensions or resolved.permission_classes:
        raise Unsupported(f"extensions of {resolved.python_name}")
    base = resolved.base_resolver
    if base is None:
        if schema.config.default_resolver is not getattr or arguments is not None:
            raise Unsupported("another way to read attributes")
        return Resolver(attrgetter(resolved.python_name), None)
    if resolved.is_async and not resolved.is_subscription and not _is_coroutine_function(base):
        raise Unsupported(f"a stream in {resolved.python_name}")
    if arguments is None and base.info_parameter is None and not _named_source(base):
        return _reader(base, resolved)
    return Resolver(None, _caller(base, resolved, field, arguments), resolved.is_async)


def function_of(base: StrawberryResolver[Any]) -> Callable[..., Any]:
    """What is called. Tests watch it."""
    return base.wrapped_func  # type: ignore[return-value]  # bound when its class was made


def _is_coroutine_function(base: StrawberryResolver[Any]) -> bool:
    return inspect.iscoroutinefunction(base._unbound_wrapped_func)


def _named_source(base: StrawberryResolver[Any]) -> tuple[str, ...]:
    """Names of the parameters that take the source by keyword."""
    found = (base.parent_parameter, base.root_parameter)
    return tuple(parameter.name for parameter in found if parameter)


def _reader(base: StrawberryResolver[Any], resolved: StrawberryField) -> Resolver:
    function = function_of(base)
    if base.self_parameter is None:
        return Resolver(None, lambda source, run, path: function(), resolved.is_async)
    if resolved.is_async:
        return Resolver(None, lambda source, run, path: function(source), is_async=True)
    return Resolver(function, None)


def _caller(
    base: StrawberryResolver[Any],
    resolved: StrawberryField,
    field: Field,
    arguments: Arguments | None,
) -> Call:
    function, takes_self = function_of(base), base.self_parameter is not None
    sources = _named_source(base)
    info = base.info_parameter.name if base.info_parameter else None
    only_context = info is not None and asks_only_context(base, info)

    def call(source: Any, run: Run, path: Here | None) -> Any:
        given = arguments(run) if arguments is not None else {}
        for name in sources:
            given[name] = source
        if info is not None:
            here = (path, field.key, field.parent.name)
            given[info] = run if only_context else LazyInfo(field, resolved, here, run)
        return function(source, **given) if takes_self else function(**given)

    if sources or info is None or not takes_self or not only_context:
        return call
    return _usual_caller(function, info, arguments)


def _usual_caller(function: Callable[..., Any], info: str, arguments: Arguments | None) -> Call:
    """Most resolvers take self, an info of which they want the context, and arguments."""
    if arguments is None:
        if info == "info":
            return lambda source, run, path: function(source, info=run)
        return lambda source, run, path: function(source, **{info: run})

    def call(source: Any, run: Run, path: Here | None) -> Any:
        given = arguments(run)
        given[info] = run
        return function(source, **given)

    return call


def asks_only_context(base: StrawberryResolver[Any], name: str) -> bool:
    """Whether its code does nothing with its parameter `name` but read `.context`."""
    function = base._unbound_wrapped_func
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__") or name in code.co_cellvars:
        return False
    instructions = list(dis.get_instructions(code))
    for one, following in zip(instructions, [*instructions[1:], None], strict=True):
        names = one.argval if isinstance(one.argval, tuple) else (one.argval,)
        if one.opname == "LOAD_FAST" and one.argval == name and following is not None:
            if following.opname == "LOAD_ATTR" and following.argval == "context":
                continue
            return False
        if name in names and "FAST" in one.opname:
            return False
    return True
