"""The open calls of LiteLLM, and where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self
from weakref import WeakValueDictionary

from yumi_billing._metering.async_call import AsyncMeteredCall

_NAME = "_yumi_billing_held"


class Held:
    """A call with its hold. LiteLLM tells of an end in several ways, and the first one counts."""

    def __init__(
        self, call: AsyncMeteredCall, kind: str, *, proxied: bool, hides_usage: bool
    ) -> None:
        self.call = call
        self.kind = kind
        self.proxied = proxied
        """Whether the proxy placed it, for all attempts of its router."""
        self.hides_usage = hides_usage
        """Whether the caller has not asked for the chunk with the usage."""
        self.is_over = False

    def take(self) -> bool:
        """Return whether the caller is the first to end it."""
        was_over, self.is_over = self.is_over, True
        return not was_over

    def __deepcopy__(self, _: dict[int, object]) -> Self:
        # LiteLLM copies what it logs, and a copy must not end the call a second time.
        return self


class HeldCalls:
    """The open calls, by the id that LiteLLM gives them. The object that LiteLLM logs with has the
    call: when nobody has this object any more, the call was dropped, and is settled as such."""

    def __init__(self) -> None:
        self._by_id: WeakValueDictionary[str, Held] = WeakValueDictionary()

    def keep(self, held: Held, kwargs: Mapping[str, Any]) -> None:
        setattr(kwargs["litellm_logging_obj"], _NAME, held)
        if call_id := kwargs.get("litellm_call_id"):
            self._by_id[call_id] = held

    def of(self, kwargs: Mapping[str, Any]) -> Held | None:
        """Return the open call of a request or of a log event, if it has one."""
        held = getattr(kwargs.get("litellm_logging_obj"), _NAME, None)
        if held is None:
            held = self._by_id.get(kwargs.get("litellm_call_id") or "")
        return None if held is None or held.is_over else held
