"""A stall is what the server causes, not what a busy machine causes."""

from __future__ import annotations

import os
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.abuse.scheduling import Scheduled, scheduled, stalled

SECONDS = st.floats(0, 100)


@given(SECONDS, SECONDS, SECONDS)
def test_a_stall_is_between_what_the_loop_computed_and_the_whole_wait(
    seconds: float, computing: float, waiting: float
) -> None:
    found = stalled(seconds, Scheduled(0, 0), Scheduled(computing, waiting))
    assert min(seconds, computing) <= found <= seconds
    assert found >= seconds - waiting


def test_the_wait_for_a_processor_is_left_out() -> None:
    before, after = Scheduled(5, 5), Scheduled(5, 35)
    assert stalled(40, before, after) == 10


def test_what_the_loop_computes_is_a_stall_even_if_other_threads_wait() -> None:
    assert stalled(40, Scheduled(5, 5), Scheduled(35, 105)) == 30


def test_the_kernel_tells_what_a_thread_computes() -> None:
    before, began = scheduled(os.getpid()), time.thread_time()
    while scheduled(os.getpid()).computing == before.computing:
        sum(range(10_000))
    assert threading.current_thread() is threading.main_thread()
    assert time.thread_time() > began


def test_a_process_that_is_gone_is_told() -> None:
    with pytest.raises(ChildProcessError):
        scheduled(2**22 + 1)
