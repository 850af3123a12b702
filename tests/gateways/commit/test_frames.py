"""Frames arrive as they were sent, however the bytes are cut."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from gateways.commit.frames import BYTES_MAX, FrameProtocol, Kind, frame


class Frame(NamedTuple):
    kind: Kind
    content: bytes = b""
    number: int = 0
    until: int = 0


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.is_aborted = False

    def abort(self) -> None:
        self.is_aborted = True


class End(FrameProtocol):
    """An end that notes the frames, and ends the connection after one of kind LEAVING."""

    def __init__(self) -> None:
        super().__init__()
        self.transport = Transport()
        self.frames: list[Frame] = []
        self.endings = 0
        self.connection_made(self.transport)

    def heard(self, kind: Kind, content: bytes, number: int, until: int) -> None:
        self.frames.append(Frame(kind, content, number, until))
        if kind is Kind.LEAVING:
            self.abort()

    def ended(self) -> None:
        self.endings += 1


NUMBERS = st.integers(0, 2**64 - 1)
FRAMES = st.builds(Frame, st.sampled_from(Kind), st.binary(max_size=50), NUMBERS, NUMBERS)


@given(st.lists(FRAMES, max_size=6), st.data())
def test_frames_are_heard_as_they_were_sent_however_they_are_cut(
    sent: list[Frame], data: st.DataObject
) -> None:
    content = b"".join(frame(*one) for one in sent)
    places = st.integers(0, len(content))
    cuts = sorted({0, len(content), *data.draw(st.lists(places, max_size=8))})
    end = End()
    for start, stop in pairwise(cuts):
        if not end.endings:
            end.data_received(content[start:stop])
    last = next((n for n, one in enumerate(sent) if one.kind is Kind.LEAVING), len(sent))
    assert end.frames == sent[: last + 1]
    assert end.endings == (last < len(sent))


def test_a_frame_beyond_all_measure_is_not_waited_for() -> None:
    end = End()
    end.data_received((BYTES_MAX + 1).to_bytes(4, "big") + frame(Kind.ASK)[4:])
    assert end.transport.is_aborted
    assert (end.frames, end.endings) == ([], 1)


def test_the_end_is_told_once() -> None:
    end = End()
    end.abort()
    end.connection_lost(None)
    end.send(Kind.PING)
    assert end.endings == 1
