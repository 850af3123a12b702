"""A schema whose fields can fail in every way, at every depth, at once or later."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig

from tests.server.operations.nasty_types import (
    SCALARS,
    Circle,
    Colour,
    Item,
    Loose,
    Oval,
    Picky,
    Shape,
    Square,
    Stranger,
    Wish,
    soon,
)


@strawberry.type
class Node:
    depth: int = 0

    @strawberry.field
    def fine(self) -> str:
        return f"fine at {self.depth}"

    @strawberry.field
    def child(self) -> Node:
        return Node(depth=self.depth + 1)

    @strawberry.field
    def maybe_child(self) -> Node | None:
        return Node(depth=self.depth + 1) if self.depth < 3 else None

    @strawberry.field
    async def later(self) -> Node:
        return await soon(Node(depth=self.depth + 1))

    @strawberry.field
    async def maybe_later(self) -> Node | None:
        return await soon(Node(depth=self.depth + 1) if self.depth < 2 else None)

    @strawberry.field
    def children(self) -> list[Node]:
        return [Node(depth=self.depth + 1), Node(depth=self.depth + 2)]

    @strawberry.field
    def few(self) -> list[Node | None] | None:
        return [Node(depth=7), None, Node(depth=9)]

    @strawberry.field
    def raises(self) -> str:
        raise ValueError(f"raised at {self.depth}")

    @strawberry.field
    def maybe_raises(self) -> str | None:
        raise ValueError(f"raised at {self.depth}")

    @strawberry.field
    async def raises_later(self) -> str:
        return await soon(ValueError("raised later"))

    @strawberry.field
    async def maybe_raises_later(self) -> str | None:
        return await soon(ValueError("raised later"))

    @strawberry.field
    def null(self) -> str:
        return None  # type: ignore[return-value]

    @strawberry.field
    async def null_later(self) -> Node:
        return await soon(None)

    @strawberry.field
    def error_value(self) -> str | None:
        return KeyError("as a value")  # type: ignore[return-value]

    @strawberry.field
    def nulls(self) -> list[str]:
        return ["a", None, "c"]  # type: ignore[list-item]

    @strawberry.field
    def maybe_nulls(self) -> list[str] | None:
        return ["a", None, "c"]  # type: ignore[list-item]

    @strawberry.field
    def not_a_list(self) -> list[str] | None:
        return 5  # type: ignore[return-value]

    @strawberry.field
    def tuple_of(self) -> list[int]:
        return (1, 2)  # type: ignore[return-value]

    @strawberry.field
    def made(self) -> list[int]:
        return (n for n in range(3))  # type: ignore[return-value]

    @strawberry.field
    def awaitables(self) -> list[str | None] | None:
        return [soon("x"), soon(ValueError("y")), "z"]  # type: ignore[list-item]

    @strawberry.field
    def strict_awaitables(self) -> list[str] | None:
        return [soon("x"), soon(None), soon("z")]  # type: ignore[list-item]

    @strawberry.field
    def secretly_later(self) -> Node | None:
        return soon(Node(depth=50))  # type: ignore[return-value]

    @strawberry.field
    def colour(self) -> Colour:
        return Colour.BLUE

    @strawberry.field
    def colour_value(self) -> Colour | None:
        return "r"  # type: ignore[return-value]

    @strawberry.field
    def bad_colour(self) -> Colour | None:
        return "green"  # type: ignore[return-value]

    @strawberry.field
    def picky(self, say: str = "yes") -> Picky | None:
        return Picky(say)

    @strawberry.field
    def strict_picky(self, say: str = "yes") -> Picky:
        return Picky(say)

    @strawberry.field
    def big(self) -> int | None:
        return 2**40

    @strawberry.field
    def text_of_number(self) -> str:
        return 12  # type: ignore[return-value]

    @strawberry.field
    def number_of_text(self) -> int | None:
        return "twelve"  # type: ignore[return-value]

    @strawberry.field
    def truth(self) -> bool:
        return 1  # type: ignore[return-value]

    @strawberry.field
    def infinite(self) -> float | None:
        return float("inf")

    @strawberry.field
    def whole(self) -> float:
        return 3

    @strawberry.field
    def id(self) -> strawberry.ID:
        return 17  # type: ignore[return-value]

    @strawberry.field
    def json(self) -> JSON | None:
        return {"a": [1, None, {"b": "é\ud800"}]}  # type: ignore[return-value]

    @strawberry.field
    def shapes(self) -> list[Shape]:
        return [Circle(name="c"), Square(name="s", inner=Circle(name="i")), Oval(name="o")]

    @strawberry.field
    def bad_shape(self) -> Shape | None:
        return Stranger()  # type: ignore[return-value]

    @strawberry.field
    def bad_circle(self) -> Circle | None:
        return Square(name="no circle")  # type: ignore[return-value]

    @strawberry.field
    def items(self) -> list[Item]:
        return [Circle(name="c"), Stranger(), Oval(name="o")]

    @strawberry.field
    def bad_item(self) -> Item | None:
        return Square(name="no item")  # type: ignore[return-value]

    @strawberry.field
    def no_item(self) -> Item | None:
        return 5  # type: ignore[return-value]

    @strawberry.field
    def cast_item(self) -> Item | None:
        return strawberry.cast(Stranger, Circle(name="cast"))  # type: ignore[return-value]

    @strawberry.field
    def loose(self) -> Stranger:
        return Loose(name="loose")  # type: ignore[return-value]

    @strawberry.field
    def too_loose(self) -> Stranger | None:
        return Loose()  # type: ignore[return-value]

    @strawberry.field
    def grant(self, wish: Wish, more: list[Wish] | None = None, word: str | None = "w") -> str:
        return repr((wish, more, word))

    @strawberry.field
    def echo(self, n: int, names: list[str] | None = None, json: JSON | None = None) -> str:
        return repr((n, names, json))

    @strawberry.field
    def told(self, info: strawberry.Info) -> str:
        return f"{info.context} at {self.depth}"

    @strawberry.field
    async def told_later(self, info: strawberry.Info, say: str = "hello") -> str:
        return await soon(f"{say} {info.context}")


@strawberry.type
class Query(Node):
    @strawberry.field
    def node(self) -> Node:
        return Node()

    @strawberry.field
    def maybe(self) -> Node | None:
        return Node()


def start() -> Node:
    return Node(depth=0)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def first(self, say: str = "hello") -> str:
        return await soon(say)

    @strawberry.mutation
    def second(self) -> Node | None:
        return Node()

    @strawberry.mutation
    async def failing(self) -> str:
        return await soon(ValueError("no"))

    @strawberry.mutation
    async def maybe_failing(self) -> str | None:
        return await soon(ValueError("no"))


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def nodes(self, count: int = 2) -> AsyncGenerator[Node, None]:
        for depth in range(count):
            yield Node(depth=depth)

    @strawberry.subscription
    async def none(self) -> AsyncGenerator[Node | None, None]:
        yield None

    @strawberry.subscription
    def refused(self) -> AsyncGenerator[Node, None]:
        raise ValueError("refused")


class QuietSchema(strawberry.Schema):
    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Do not log errors, because the tests cause them."""


def nasty_schema() -> strawberry.Schema:
    return QuietSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Circle, Square],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
