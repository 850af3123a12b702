"""Subscribers with the same question share one stream, one read and one encoding.

A question is an operation with its variables, a caller with its rights, and the catalog. A channel
exists as long as it has members.
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
from resolvers.errors import all_shown
from resolvers.live import account_of, is_news, told_at, topic
from resolvers.request import begin_request, operation_name
from server.live.messages import errors_text, result_text
from server.live.streams import Streams
from server.operations import Operation, Result
from services.identity.identity import Caller

logger = logging.getLogger(__name__)

VARIABLES_LENGTH_MAX = 16_384
"""The maximum length of the JSON: enough for a thousand names of models."""
CROWD = 100
"""How many members get a value before the event loop runs other tasks."""


class Member(Protocol):
    """One subscription of one socket. Only the channel uses `seen`."""

    seen: int

    def tell(self, key: str | None, payload: str, changed_at: float | None) -> None:
        """Take the latest value of `key`, without waiting.

        `changed_at` is when it was committed or read, by the event loop's clock; None for a value
        that is passed on later.
        """

    def fail(self, errors: str) -> None:
        """Take the errors for which the stream could not start."""

    def finish(self) -> None:
        """Handle the end of the stream."""


class Question(NamedTuple):
    """The key of a channel. `operation` and `book` are the ids of objects that the channel keeps
    alive."""

    operation: int
    variables: str
    caller: Caller | None
    book: int


class Channels:
    """All channels of a process.

    `observe` is called with the delay of each push to each socket: the seconds from the commit
    until the message was written.
    """

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
        self.streams = Streams(services.budgets)
        self._channels: dict[Question, Channel] = {}

    def __len__(self) -> int:
        return len(self._channels)

    @property
    def members(self) -> int:
        """The number of members of all channels."""
        return sum(len(channel) for channel in self._channels.values())

    def join(
        self,
        operation: Operation,
        variables: dict[str, Any] | None,
        caller: Caller | None,
        member: Member,
    ) -> Channel:
        """Add a member. It gets the known present values, and then every later one.

        Raises GraphQLError if the variables are too large to keep, or if the caller has too many
        streams.
        """
        asked = {
            key: value for key, value in (variables or {}).items() if key in operation.declared
        }
        # An expired token closes its connection; it does not change the rights of its caller.
        asker = caller and replace(caller, expires_at=None)
        book = self.services.catalog.book
        question = Question(id(operation), _canonical(asked), asker, id(book))
        channel = self._channels.get(question)
        if channel is None:
            self.streams.take(asker, operation.measures.live_size)
        # Values that may be old are told to nobody new: a channel of its own reads first.
        if channel is None or not channel.is_present:
            context = Context(self.services, asker)
            channel = Channel(self, question, (operation, book), context, asked)
            self._channels[question] = channel
        channel.join(member)
        return channel

    def close(self, channel: Channel) -> None:
        """Remove a channel. A later member starts a new one. A replaced channel is counted with
        its successor."""
        if self._channels.get(channel.question) is channel:
            del self._channels[channel.question]
            self.streams.give_back(channel.question.caller, channel.fields)


class Channel:
    """One stream of events for all its members. `_version` increases with every event."""

    __slots__ = (
        "_account_id",
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
        self._account_id: str | None = None
        self._crier: asyncio.Task[None] | None = None
        self._task = asyncio.create_task(self._run())

    def __len__(self) -> int:
        return len(self._members)

    @property
    def fields(self) -> int:
        """The number of fields that it counts for."""
        return self._asked[0].measures.live_size

    @property
    def is_present(self) -> bool:
        """Return whether the last sent value was the present one at most a heartbeat ago."""
        live = self._channels.services.live
        return self._account_id is None or live.is_fresh(self._account_id)

    def join(self, member: Member) -> None:
        self._members[member] = None
        self._tell(member, is_late=True)

    def leave(self, member: Member) -> None:
        """Remove a member. Without members the stream ends."""
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
                        self._account_id = account_of(event)
                        result = await operation.publish(event, self._context, self._variables)
                        if is_news(event):
                            self._announce(topic(event), result)
                        else:
                            self._keep(topic(event), result, told_at(event))
        except Exception as error:  # noqa: BLE001 - whatever it is, the members hear it as shown
            self._keep(None, Result(None, [GraphQLError(str(error), original_error=error)]))
        finally:
            self._end(refused)

    def _shown(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        hide = self._channels.hide_suggestions
        return all_shown(errors, hide_suggestions=hide)

    def _keep(self, key: str | None, result: Result, changed_at: float | None = None) -> None:
        text = result_text(result.data, self._shown(result.errors))
        self._version += 1
        self._latest[key] = (self._version, text, changed_at)
        if len(self._members) <= CROWD:
            self._tell_all()
        elif self._crier is None:
            self._crier = asyncio.create_task(self._tell_crowd())

    def _announce(self, key: str | None, result: Result) -> None:
        """Give all present members an event, and keep it for nobody."""
        text = result_text(result.data, self._shown(result.errors))
        for member in list(self._members):
            member.tell(key, text, None)

    def _tell_all(self) -> None:
        for member in list(self._members):
            self._tell(member)

    async def _tell_crowd(self) -> None:
        """Give all members the latest value, and start again if there are newer values."""
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
