from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.http import BadReply, body_of, reply_of
from bench.talks import TALKS, Frame, frame

REPLY = b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\ncontent-type: x\r\n\r\n{"data":null}'


@given(st.integers(0, len(REPLY) - 1))
def test_a_part_of_a_reply_is_not_a_reply(length: int) -> None:
    assert body_of(REPLY[:length]) is None


def test_a_whole_reply_gives_its_body() -> None:
    assert body_of(REPLY) == b'{"data":null}'


@pytest.mark.parametrize(
    "reply",
    [
        REPLY.replace(b"200 OK", b"503 No"),
        b'HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"errors":[]}',
        b"HTTP/1.1 200 OK\r\n\r\n{}",
    ],
)
def test_what_is_not_a_success_is_refused(reply: bytes) -> None:
    with pytest.raises(BadReply):
        body_of(reply)


def test_a_reply_of_any_status_says_how_long_to_rest() -> None:
    refused = b"HTTP/1.1 429 No\r\ncontent-length: 2\r\nRetry-After: 17\r\n\r\n{}"
    reply = reply_of(refused)
    assert reply is not None
    assert (reply.retry_after(), reply.body) == (17, b"{}")
    assert reply_of(refused[:-1]) is None
    other = reply_of(REPLY)
    assert other is not None
    assert other.retry_after() == 0


def common(*, in_turn: bool = False) -> Frame:
    return frame(b"%d|", run="r", first=7, accounts=2, size=3, in_turn=in_turn)


@pytest.mark.parametrize("name", [name for name in TALKS if name not in {"opening", "funding"}])
def test_no_talk_takes_another_answer_for_a_success(name: str) -> None:
    talk = TALKS[name](common())
    next(talk)
    with pytest.raises(BadReply):
        talk.send(b'{"data":{"recordUsage":{"__typename":"InsufficientTokens"}}}')


def test_a_request_tells_its_length_and_has_a_key_of_its_own() -> None:
    talk = TALKS["uses"](common())
    first, second = next(talk), talk.send(b'"UsageRecorded"')
    length, body = first.split(b"|", 1)
    assert int(length) == len(body)
    assert b'"idempotencyKey":"r-0000000000"' in first
    assert b'"idempotencyKey":"r-0000000001"' in second


def test_a_batch_in_turn_has_one_use_of_each_account() -> None:
    batch = next(TALKS["batches"](common(in_turn=True)))
    assert [batch.count(b'"bench-%05d"' % number) for number in (6, 7, 8, 9)] == [0, 2, 1, 0]


def test_a_hold_is_settled_by_the_id_that_placing_it_answered() -> None:
    talk = TALKS["holds"](common())
    next(talk)
    request = talk.send(b'{"data":{"placeHold":{"__typename":"HoldPlaced","hold":{"id":"h-1"}}}}')
    assert b'"holdId":"h-1"' in request


def test_opening_ends_after_every_account() -> None:
    shared = common()
    one, other = TALKS["opening"](shared), TALKS["opening"](shared)
    assert b"bench-00007" in next(one)
    assert b"bench-00008" in next(other)
    with pytest.raises(StopIteration):
        one.send(b'"openAccount":{')
