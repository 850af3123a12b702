"""Types, scalars and inputs of the nasty schema."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import Annotated, Any, NewType

import strawberry

Picky = NewType("Picky", str)


def serialize_picky(value: str) -> str | None:
    if value == "bad":
        raise ValueError("picky can't say 'bad'")
    return None if value == "none" else value.upper()


def parse_picky(value: Any) -> str:
    if not isinstance(value, str) or value == "bad":
        raise ValueError("picky won't hear of it")
    return value.lower()


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@strawberry.interface
class Shape:
    name: str
    size: int | None = 1

    @strawberry.field
    def shouted(self) -> str:
        return self.name.upper()


@strawberry.type
class Circle(Shape):
    radius: float = 1.5


@strawberry.type
class Square(Shape):
    side: int = 2
    inner: Circle | None = None


@strawberry.type
class Stranger:
    name: str = "stranger"


class Oval(Circle):
    """A subclass without its own type."""


Item = Annotated[Circle | Stranger, strawberry.union("Item")]


class Loose:
    """Not a Strawberry type, but with some attributes of one."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


@strawberry.input
class Wish:
    colour: Colour = Colour.RED
    count: int = 3
    tags: list[str] | None = None
    picky: Picky | None = None
    maybe: str | None = strawberry.UNSET


async def soon(value: Any) -> Any:
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


SCALARS: dict[object, Any] = {
    Picky: strawberry.scalar(name="Picky", serialize=serialize_picky, parse_value=parse_picky)
}
