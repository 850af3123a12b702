"""Workers find each other by their sockets, and notice who hangs, stops or is gone."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from stat import S_IMODE
from time import monotonic, monotonic_ns
from typing import Any

import pytest

from gateways.commit import link as links
from gateways.commit import neighbours
from gateways.commit.frames import Kind, frame
from gateways.commit.link import Link, Unreachable, open_link
from gateways.commit.neighbours import Neighbours
from tests.support.server.waiting import eventually

VERSION = b"v" * 16
SHORT_SECONDS = 0.5
WAITING_SECONDS = 60


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the others also on a busy machine."""
    monkeypatch.setattr(links, "PATIENCE_SECONDS", 30)


@pytest.fixture
def impatient(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask soon for signs of life, but take every question, also on a busy machine."""
    monkeypatch.setattr(links, "PATIENCE_SECONDS", SHORT_SECONDS)
    monkeypatch.setattr(neighbours, "monotonic_ns", lambda: 0)


class Worker:
    """A worker that answers with its name and the question, when it may."""

    def __init__(self, folder: Path, name: str, version: bytes = VERSION) -> None:
        self.name = name
        self.links: dict[str, Link] = {}
        self.asked: list[bytes] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.neighbours = Neighbours(folder, name, version, self._answer, self._changed)

    async def _answer(self, content: bytes) -> bytes:
        self.asked.append(content)
        await self.may_answer.wait()
        if content == b"fail":
            raise RuntimeError("this worker has a bug")
        return self.name.encode() + b" " + content

    def _changed(self, links: Mapping[str, Link]) -> None:
        self.links = dict(links)


def listened(link: Link) -> list[Kind]:
    """Return the kinds of the frames that a link hears from now on."""
    heard, found = link.heard, list[Kind]()

    def noted(kind: Kind, *rest: Any) -> None:
        found.append(kind)
        heard(kind, *rest)

    link.heard = noted  # type: ignore[method-assign, assignment]
    return found


@asynccontextmanager
async def running(folder: Path, *names: str) -> AsyncIterator[list[Worker]]:
    """Run workers that know each other."""
    async with AsyncExitStack() as stack:
        made = [Worker(folder, name) for name in names]
        for one in made:
            await stack.enter_async_context(one.neighbours.open())
        await eventually(lambda: all(len(one.links) == len(names) - 1 for one in made))
        yield made


async def test_workers_find_each_other_and_answer(tmp_path: Path) -> None:
    async with running(tmp_path, "a", "b", "c") as workers:
        for one in workers:
            for other in one.links.values():
                assert await other.ask(b"how are you?") == other.name.encode() + b" how are you?"
        large = os.urandom(3_000_000)
        assert await workers[0].links["b"].ask(large) == b"b " + large


async def test_only_the_own_user_can_connect(tmp_path: Path) -> None:
    async with running(tmp_path, "a", "b"):
        modes = {S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        assert modes == {0o600}
    assert list(tmp_path.iterdir()) == []


async def test_a_worker_of_another_version_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    stranger = Worker(tmp_path, "c", b"w" * 16)
    async with running(tmp_path, "a", "b") as (a, b), stranger.neighbours.open():
        await eventually(lambda: caplog.text.count("has another version") == 4)
        assert stranger.links == {}
        assert [set(a.links), set(b.links)] == [{"b"}, {"a"}]


async def test_a_hanging_worker_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It accepts the question, and then nothing more comes from it."""

    given_up = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(len(frame(Kind.HELLO, VERSION + b"b")))
        writer.write(frame(Kind.READY))
        # Until the other one has had enough.
        await reader.read()
        writer.close()
        given_up.set()

    server = await asyncio.start_unix_server(hang, tmp_path / "a.commands")
    lost: list[str] = []
    link = await open_link(tmp_path / "a.commands", "a", VERSION + b"b", lost.append)
    assert link is not None
    monkeypatch.setattr(links, "PATIENCE_SECONDS", SHORT_SECONDS)
    with pytest.raises(Unreachable):
        await link.ask(b"are you there?")
    assert lost == ["a"]
    with pytest.raises(Unreachable):
        await link.ask(b"and now?")
    await given_up.wait()
    server.close()


@pytest.mark.usefixtures("impatient")
async def test_a_worker_that_does_not_even_say_hello_is_no_neighbour(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "a.commands"))
        silent.listen()
        assert await open_link(tmp_path / "a.commands", "a", VERSION + b"b", print) is None


@pytest.mark.usefixtures("impatient")
async def test_a_slow_answer_is_waited_for_while_the_worker_lives(tmp_path: Path) -> None:
    async with running(tmp_path, "a", "b") as (a, b):
        a.may_answer.clear()
        asking = asyncio.ensure_future(b.links["a"].ask(b"slowly"))
        signs = listened(b.links["a"])
        # It was asked for signs of life, and gave them.
        await eventually(lambda: signs.count(Kind.PONG) >= 3)
        assert not asking.done()
        a.may_answer.set()
        assert await asking == b"a slowly"


@pytest.mark.usefixtures("impatient")
async def test_a_worker_that_itself_hangs_gives_no_other_one_up(tmp_path: Path) -> None:
    """It hangs after it has asked for a sign of life, so that it can't see the sign."""
    async with running(tmp_path, "a", "b") as (a, b):
        a.may_answer.clear()
        link, loop = b.links["a"], asyncio.get_running_loop()
        send, hung, signs = link.send, asyncio.Event(), listened(link)

        def hang() -> None:
            until = monotonic() + 1.2 * SHORT_SECONDS
            while monotonic() < until:
                pass
            signs.clear()
            hung.set()

        def sent(kind: Kind, *rest: Any) -> None:
            send(kind, *rest)
            if kind is Kind.PING and not hung.is_set():
                loop.call_soon(hang)

        link.send = sent  # type: ignore[method-assign, assignment]
        asking = asyncio.ensure_future(link.ask(b"slowly"))
        await hung.wait()
        await eventually(lambda: asking.done() or Kind.PONG in signs)
        a.may_answer.set()
        assert await asking == b"a slowly"


async def test_a_question_after_its_time_is_not_decided_nor_are_those_behind_it(
    tmp_path: Path,
) -> None:
    """As if the worker had hung when the questions came."""
    async with running(tmp_path, "a", "b") as (a, b):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "a.commands")
        now = monotonic_ns()
        questions = [
            frame(Kind.ASK, b"too late", 1, now - 1),
            frame(Kind.ASK, b"behind it", 2, now + 10**12),
        ]
        writer.write(frame(Kind.HELLO, VERSION + b"c") + b"".join(questions))
        assert await reader.readexactly(len(frame(Kind.READY))) == frame(Kind.READY)
        async with asyncio.timeout(WAITING_SECONDS):
            assert await reader.read() == b""
        writer.close()
        assert await b.links["a"].ask(b"in time") == b"a in time"
        assert a.asked == [b"in time"]


class Gone(asyncio.Transport):
    """A transport whose other end takes everything, and tells nothing."""

    def abort(self) -> None:
        pass


class Silent(Link):
    """A link that only notes what it sends, with the time at which it was sent."""

    def __init__(self) -> None:
        super().__init__("a", self.gone)
        self.usable = True
        self.sent: list[tuple[int, int]] = []
        self.gone_at = 0

    def gone(self, _: str) -> None:
        self.gone_at = monotonic_ns()

    def send(self, kind: Kind, content: bytes = b"", number: int = 0, until: int = 0) -> None:
        if kind is Kind.ASK:
            self.sent.append((monotonic_ns(), until))


@pytest.mark.usefixtures("impatient")
async def test_no_question_may_be_taken_when_it_can_be_given_up() -> None:
    """Whenever it was asked: the last one just before the silence was long enough."""
    link = Silent()
    link.connection_made(Gone())
    look = link._look

    def looked() -> None:
        look()
        if link.usable:
            answers.append(link.ask(b"next"))

    link._look = looked  # type: ignore[method-assign]
    answers = [link.ask(b"first")]
    with pytest.raises(Unreachable):
        await answers[0]
    given_up = await asyncio.gather(*answers, return_exceptions=True)
    assert [type(one) for one in given_up] == [Unreachable] * 2 * links.PARTS
    assert all(until < link.gone_at for _, until in link.sent)
    # In the beginning, there is time to take one.
    asked, until = link.sent[0]
    assert until > asked


async def test_others_are_looked_for_also_after_no_file_could_be_opened(tmp_path: Path) -> None:
    one = Worker(tmp_path, "a").neighbours
    (tmp_path / "b.commands").touch()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        found = one._found()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found == set()
    assert one._found() == {"b"}


async def test_questions_are_answered_in_any_order(tmp_path: Path) -> None:
    async with running(tmp_path, "a", "b") as (a, b):
        a.may_answer.clear()
        asked = [asyncio.ensure_future(b.links["a"].ask(b"%d" % number)) for number in range(9)]
        await eventually(lambda: len(a.asked) == 9)
        a.may_answer.set()
        assert await asyncio.gather(*asked) == [b"a %d" % number for number in range(9)]


async def test_a_worker_that_is_gone_is_noticed_at_once(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        a, b = Worker(tmp_path, "a"), Worker(tmp_path, "b")
        await stack.enter_async_context(b.neighbours.open())
        opened = a.neighbours.open()
        await opened.__aenter__()
        await eventually(lambda: bool(a.links and b.links))
        a.may_answer.clear()
        asking = asyncio.ensure_future(b.links["a"].ask(b"one more"))
        await eventually(lambda: a.asked == [b"one more"])
        # As if its process were killed.
        for asker in list(a.neighbours._askers):
            asker.abort()
        with pytest.raises(Unreachable):
            await asking
        a.may_answer.set()
        await opened.__aexit__(None, None, None)
        await eventually(lambda: b.links == {})


async def test_a_bug_of_the_other_worker_is_not_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path, "a", "b") as (_, b):
        with pytest.raises(Unreachable):
            await b.links["a"].ask(b"fail")
        await eventually(lambda: "a" in b.links)
        assert await b.links["a"].ask(b"again") == b"a again"
    assert caplog.text.count("were not decided") == 1


async def test_a_stopping_worker_answers_what_it_was_asked(tmp_path: Path) -> None:
    b = Worker(tmp_path, "b")
    async with b.neighbours.open():
        a = Worker(tmp_path, "a")
        opened = a.neighbours.open()
        await opened.__aenter__()
        await eventually(lambda: bool(a.links and b.links))
        a.may_answer.clear()
        link = b.links["a"]
        asking = asyncio.ensure_future(link.ask(b"the last"))
        await eventually(lambda: a.asked == [b"the last"])
        leaving = asyncio.ensure_future(opened.__aexit__(None, None, None))
        # The other worker knows before the answer comes.
        await eventually(lambda: b.links == {})
        assert not asking.done()
        with pytest.raises(Unreachable):
            await link.ask(b"one more")
        a.may_answer.set()
        assert await asking == b"a the last"
        await leaving
        assert a.asked == [b"the last"]


@pytest.mark.parametrize(
    "content", [b"\xff" * 9, frame(Kind.PING).replace(bytes([Kind.PING]), b"\x63"), b"\x00"]
)
async def test_what_is_no_frame_ends_the_connection(tmp_path: Path, content: bytes) -> None:
    async with running(tmp_path, "a", "b") as (a, b):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "a.commands")
        writer.write(content)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        assert await b.links["a"].ask(b"still there?") == b"a still there?"
        assert a.asked == [b"still there?"]
