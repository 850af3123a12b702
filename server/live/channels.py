"""Subscribers who asked the same question share one stream, one read and one encoding.

The same question is the same operation with the same variables, asked by callers with the same
identity and the same rights under the same catalog. A channel lives as long as it has members.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from graphql import GraphQLError

from resolvers.context import Context, Services
from resolvers.errors import shown
from resolvers.live import told_at, topic
from resolvers.request import begin_request, operation_name
from server.live.messages import errors_text, result_text
from server.live.streams import Streams
from server.operations import Operation, Result
from services.identity.identity import Caller

logger = logging.getLogger(__name__)

VARIABLES_LENGTH_MAX = 16_384
"""Characters of JSON: a thousand names of models."""
CROWD = 100
"""So many members are told in one go; after that, others have their turn."""


class Member(Protocol):
    """One subscription of one socket. `seen` is the channel's business."""

    seen: int

    def tell(self, key: str | None, payload: str, changed_at: float | None) -> None:
        """The latest value of `key`; it never waits. `changed_at`: when it was committed or read,
        by the event loop's clock, if it is told as soon as may be."""

    def fail(self, errors: str) -> None:
        """It could not begin."""

    def finish(self) -> None:
        """No more will come."""


class Question(NamedTuple):
    """What is asked. The channel holds what the ids are of, so that they stay theirs."""

    operation: int
    variables: str
    caller: Caller | None
    book: int


class Channels:
    """All channels of a process. `observe` hears how long each push took to each socket, in
    seconds: from the committed state until it was written."""

    def __init__(
        self,
        services: Services,
        *,
        hide_suggestions: bool,
        observe: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.services = services
        self.hide_suggestions = hide_suggestions
        self.observe = observe
        self.streams = Streams()
        self._channels: dict[Question, Channel] = {}

    def __len__(self) -> int:
        return len(self._channels)

    @property
    def members(self) -> int:
        """Of all channels together."""
        return sum(len(channel) for channel in self._channels.values())

    def join(
        self,
        operation: Operation,
        variables: dict[str, Any] | None,
        caller: Caller | None,
        member: Member,
    ) -> Channel:
        """The member is told the present values, as far as they are known, and then every other.

        Raises GraphQLError for variables too large to be kept as long as the stream lives, and
        where the caller has too many streams.
        """
        asked = {
            key: value for key, value in (variables or {}).items() if key in operation.declared
        }
        # A token's end ends its connection; it does not change what its caller may see.
        asker = caller and replace(caller, expires_at=None)
        book = self.services.catalog.book
        question = Question(id(operation), _canonical(asked), asker, id(book))
        channel = self._channels.get(question)
        if channel is None:
            self.streams.take(asker)
            context = Context(self.services, asker)
            channel = Channel(self, question, (operation, book), context, asked)
            self._channels[question] = channel
        channel.join(member)
        return channel

    def close(self, channel: Channel) -> None:
        """Who comes later starts anew."""
        if self._channels.get(channel.question) is channel:
            del self._channels[channel.question]
            self.streams.give_back(channel.question.caller)


class Channel:
    """One stream of events for all its members. Its `_version` grows with every event."""

    __slots__ = (
        "_asked",
        "_channels",
        "_context",
        "_crier",
        "_latest",
        "_members",
        "_task",
        "_variables",
        "_version",
        "question",
    )

    def __init__(
        self,
        channels: Channels,
        question: Question,
        asked: tuple[Operation, object],
        context: Context,
        variables: dict[str, Any] | None,
    ) -> None:
        self.question = question
        self._channels = channels
        self._asked = asked
        self._context = context
        self._variables = variables
        self._members: dict[Member, None] = {}
        self._latest: dict[str | None, tuple[int, str, float | None]] = {}
        self._version = 0
        self._crier: asyncio.Task[None] | None = None
        self._task = asyncio.create_task(self._run())

    def __len__(self) -> int:
        return len(self._members)

    def join(self, member: Member) -> None:
        self._members[member] = None
        self._tell(member, is_late=True)

    def leave(self, member: Member) -> None:
        """The last one ends the stream."""
        self._members.pop(member, None)
        if not self._members:
            self._channels.close(self)
            self._task.cancel()

    async def _run(self) -> None:
        operation = self._asked[0]
        refused = None
        begin_request(None)
        operation_name.set(operation.fields[0])
        try:
            source = await operation.subscribe(self._context, self._variables)
            if isinstance(source, Result):
                refused = errors_text(self._shown(source.errors))
            else:
                async with aclosing(source) as events:
                    async for event in events:
                        result = await operation.publish(event, self._context, self._variables)
                        self._keep(topic(event), result, told_at(event))
        except Exception as error:  # noqa: BLE001 - whatever it is, the members hear it as shown
            self._keep(None, Result(None, [GraphQLError(str(error), original_error=error)]))
        finally:
            self._end(refused)

    def _shown(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        hide = self._channels.hide_suggestions
        return [shown(error, hide_suggestions=hide) for error in errors]

    def _keep(self, key: str | None, result: Result, changed_at: float | None = None) -> None:
        text = result_text(result.data, self._shown(result.errors))
        self._version += 1
        self._latest[key] = (self._version, text, changed_at)
        if len(self._members) <= CROWD:
            self._tell_all()
        elif self._crier is None:
            self._crier = asyncio.create_task(self._tell_crowd())

    def _tell_all(self) -> None:
        for member in list(self._members):
            self._tell(member)

    async def _tell_crowd(self) -> None:
        """Begins again when there is news meanwhile; each is told what is the latest then."""
        told = 0
        while told < self._version:
            told = self._version
            for number, member in enumerate(list(self._members), 1):
                if member in self._members:
                    self._tell(member)
                if number % CROWD == 0:
                    await asyncio.sleep(0)
        self._crier = None

    def _tell(self, member: Member, *, is_late: bool = False) -> None:
        for key, (version, text, changed_at) in self._latest.items():
            if version > member.seen:
                member.tell(key, text, None if is_late else changed_at)
        member.seen = self._version

    def _end(self, refused: str | None) -> None:
        self._channels.close(self)
        if self._crier is not None:
            self._crier.cancel()
        members, self._members = list(self._members), {}
        for member in members:
            if refused is not None:
                member.fail(refused)
            else:
                self._tell(member)
                member.finish()


def _canonical(variables: dict[str, Any]) -> str:
    try:
        text = json.dumps(variables, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        text = " " * (VARIABLES_LENGTH_MAX + 1)
    if len(text) > VARIABLES_LENGTH_MAX:
        raise GraphQLError("The variables are too large.", extensions={"code": "LIMIT_EXCEEDED"})
    return text
