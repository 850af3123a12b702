from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from bench.http import BadReply
from bench.websocket import PONG, Subscriber, Watch, client_frame, next_frame, revision_of

payloads = st.one_of(st.binary(max_size=200), st.integers(65_530, 65_540).map(bytes))


@given(payloads, st.binary(max_size=9))
def test_a_servers_frame_is_read_as_it_was_written(payload: bytes, rest: bytes) -> None:
    data = Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert next_frame(data + rest) == (Opcode.TEXT, payload, rest)


@given(payloads, st.data())
def test_a_part_of_a_frame_is_not_a_frame(payload: bytes, data: st.DataObject) -> None:
    whole = Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert next_frame(whole[: data.draw(st.integers(0, len(whole) - 1))]) is None


@given(st.binary(max_size=120) | st.integers(120, 2_000).map(bytes))
def test_a_server_reads_our_frames(payload: bytes) -> None:
    server = Protocol(Side.SERVER)
    server.receive_data(client_frame(payload[:125], PONG) + client_frame(payload))
    pong, text = server.events_received()
    assert isinstance(pong, Frame)
    assert isinstance(text, Frame)
    assert (pong.opcode, bytes(pong.data)) == (Opcode.PONG, payload[:125])
    assert (text.opcode, bytes(text.data)) == (Opcode.TEXT, payload)


@pytest.mark.parametrize(
    "text", [b'{"revision":42}', b'{"revision":42,"available":7}', b'{"a":{"revision":42}}']
)
def test_a_revision_is_found_wherever_it_stands(text: bytes) -> None:
    assert revision_of(text) == 42


def test_a_message_without_a_revision_is_refused() -> None:
    with pytest.raises(BadReply):
        revision_of(b'{"available":7}')


async def test_a_watch_is_done_when_the_last_subscriber_has_its_next_revision() -> None:
    watch = Watch()
    watch.subscribers = [Subscriber(port=1, token="t", account="a", watch=watch) for _ in range(2)]
    one, other = watch.subscribers
    for subscriber in watch.subscribers:
        event(subscriber, 5)
    done = watch.expect()
    event(one, 6)
    event(one, 7)
    event(other, 5)
    assert not done.done()
    event(other, 8)
    assert done.done()


def event(subscriber: Subscriber, revision: int) -> None:
    text = b'{"id":"1","type":"next","payload":{"revision":%d}}' % revision
    subscriber._take(Opcode.TEXT, text)
