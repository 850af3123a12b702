"""A metered call, without the network: what was reported, and how it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from yumi_billing._generated import documents
from yumi_billing._generated.enums import HoldStatus, Outcome, ServiceTier
from yumi_billing._generated.inputs import UsageDetailInput
from yumi_billing._generated.objects import Hold, HoldClosed, HoldPlaced
from yumi_billing._metering.counts import Counts
from yumi_billing._metering.estimates import Prompt, estimated, prompt_of
from yumi_billing._metering.failures import gave_up, is_lost
from yumi_billing._metering.settlements import (
    Settlement,
    Unmetered,
    Withdrawal,
    counted,
    input_of,
    least_exact,
    released,
    settled,
)
from yumi_billing._metering.transcripts import Transcript
from yumi_billing._operation import Operation
from yumi_billing._writing import given, new_key

MAX_OUTPUT_TOKENS = 4_096
"""What a hold is placed for, if the caller gives no limit."""
TTL_SECONDS = 600


@dataclass(slots=True, kw_only=True)
class Terms:
    """What a hold is placed for."""

    account: str | None
    model: str
    prompt: Prompt | int
    max_output_tokens: int | None
    given_key: str | None = None
    """The caller's idempotency key, with which it may come again."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    details: Sequence[UsageDetailInput] = ()
    service_tier: ServiceTier | None = None
    ttl_seconds: int = TTL_SECONDS
    allow_partial: bool = True
    _key: str = field(init=False, default_factory=new_key)

    def as_input(self) -> dict[str, Any]:
        most = self.max_output_tokens
        tokens = self.prompt if isinstance(self.prompt, int) else estimated(self.prompt)
        return given(
            {
                "accountId": self.account,
                "model": self.model,
                "inputTokens": tokens,
                "maxOutputTokens": MAX_OUTPUT_TOKENS if most is None else most,
                "allowPartial": self.allow_partial,
                "ttlSeconds": self.ttl_seconds,
                "idempotencyKey": self.given_key or self._key,
                "details": list(self.details) or None,
                "serviceTier": self.service_tier,
            }
        )


def prompt_for(messages: Any, input_tokens: int | None) -> Prompt | int:
    """Return the input of a call. Raises ValueError if neither is given."""
    if input_tokens is not None:
        return input_tokens
    if messages is None:
        raise ValueError("give messages, or input_tokens")
    return prompt_of(messages)


class CallState:
    """A call between its hold and its settlement."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.answers: list[Transcript] = []
        self._hold: Hold | None = None
        self._account = terms.account or ""
        self._by_hand: Counts | None = None

    @property
    def hold(self) -> Hold:
        if self._hold is None:
            raise RuntimeError("the call has not begun: use `with`")
        return self._hold

    def not_begun(self, error: BaseException) -> Withdrawal | None:
        """Return how to give back a hold that may have been placed, although nobody waited for it
        until then. The hold of a key of the caller's stays: the call may come again with it."""
        if self.terms.given_key is None and gave_up(error):
            return Withdrawal(self.terms.as_input())
        return None

    def begun(self, placed: HoldPlaced) -> None:
        """Take over the hold. Raises HoldClosed if a call with this key is over."""
        if placed.hold.status != HoldStatus.OPEN:
            raise HoldClosed(
                code="HOLD_CLOSED",
                message="A call with this idempotency key is over.",
                hold=placed.hold,
            )
        self._hold, self._account = placed.hold, placed.balance.account_id

    def opened(self) -> Transcript:
        """Return the transcript of another answer."""
        self.answers.append(Transcript())
        return self.answers[-1]

    def report(self, reply: Any) -> None:
        """Take a whole reply. Raises Unmetered if it is not known what it is."""
        answer = self.opened()
        answer.ended = True
        self.take(answer, reply)
        answer.ended = not answer.failed

    def take(self, answer: Transcript, chunk: Any) -> None:
        """Take the next chunk of an answer. Raises Unmetered if it is not known what it is."""
        if not answer.feed(chunk):
            self.answers.remove(answer)
            raise Unmetered(
                f"{type(chunk).__name__} is no known answer: tell its usage with call.record()"
            )

    def record(self, counts: Counts) -> None:
        self._by_hand = counts if self._by_hand is None else self._by_hand + counts

    def broke(self, answer: Transcript, error: BaseException) -> None:
        """Take the exception of a stream. The provider's own failure costs nothing; a lost
        connection or a cancelled task leaves what was delivered."""
        answer.failed = not (gave_up(error) or (answer.begun and is_lost(error)))

    def settlement(self, error: BaseException | None) -> Settlement:
        """Return how the hold is closed, if the block ended with this exception."""
        answers = [one for one in self.answers if not one.failed]
        if self._by_hand is None and not answers:
            # Who gave up waited for the answer: the provider had the input.
            if error is None or not gave_up(error) or self.answers:
                return released(self.hold.id, self._account)
            return self._settled(Outcome.ABORTED, [])
        complete = all(one.is_complete for one in answers)
        return self._settled(Outcome.COMPLETED if complete else Outcome.ABORTED, answers)

    def _settled(self, outcome: Outcome, answers: list[Transcript]) -> Settlement:
        found = [counted(one, self.terms.prompt, self.terms.model) for one in answers]
        if self._by_hand is not None:
            found.append((self._by_hand, {"counted_by": "caller"}))
        if not found:
            tokens, how = input_of(self.terms.prompt, self.terms.model)
            found.append((Counts(input_tokens=tokens), how))
        counts, how = found[0]
        for more, other in found[1:]:
            counts, how = counts + more, least_exact(how, other)
        if counts.service_tier is None:
            counts = replace(counts, service_tier=self.terms.service_tier)
        told: dict[str, Any] = {**self.terms.metadata, **how}
        if outcome is Outcome.ABORTED:
            told["outcome_reason"] = "abort"
        if answers and answers[-1].request_id:
            told["provider_request_id"] = answers[-1].request_id
        return settled(self.hold.id, self._account, counts, outcome, told)

    @property
    def is_unreported(self) -> bool:
        """Whether nothing was told of a usage."""
        return not self.answers and self._by_hand is None

    def abandoned(self) -> Settlement:
        return self.settlement(GeneratorExit())

    @property
    def extends_every(self) -> float:
        return max(1.0, self.terms.ttl_seconds / 2)

    def extended(self) -> tuple[Operation[Any], dict[str, Any]] | None:
        asked = {"holdId": self.hold.id, "ttlSeconds": self.terms.ttl_seconds}
        return documents.EXTEND_HOLD, {"input": asked}
