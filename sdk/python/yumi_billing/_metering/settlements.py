"""How a metered call ends: what is sent to close its hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yumi_billing._generated import documents
from yumi_billing._generated.enums import HoldStatus, Outcome
from yumi_billing._generated.objects import HoldReleased, HoldSettled
from yumi_billing._metering.counts import Counts
from yumi_billing._metering.estimates import Measured, Prompt, measured, measured_text
from yumi_billing._metering.transcripts import Transcript
from yumi_billing._operation import Operation
from yumi_billing.errors import BillingError

Send = Callable[[Operation[Any], dict[str, Any]], Any]
EXACTNESS = ("estimate", "tokenizer", "provider")
"""How counts are made, the least exact first."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A request that closes a hold. It may be sent again and again: a hold closes once."""

    hold_id: str
    account_id: str
    operation: Operation[HoldSettled] | Operation[HoldReleased]
    input: dict[str, Any]

    @property
    def variables(self) -> dict[str, Any]:
        return {"input": self.input}

    def deliver(self, send: Send) -> None:
        send(self.operation, self.variables)

    @property
    def records(self) -> bool:
        """Whether it records a use, and does not only give the tokens back."""
        return self.operation is documents.SETTLE_HOLD

    def __str__(self) -> str:
        """Tell all that an operator needs to close the hold by hand."""
        verb = "settleHold" if self.records else "releaseHold"
        return f"{verb} of {self.account_id}: {json.dumps(self.input, default=str)}"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Gives back a hold that may have been placed, although its caller gave up before the answer.
    The request to place it is repeated: with the same key, it answers the same hold."""

    asked: dict[str, Any]

    def deliver(self, send: Send) -> None:
        hold = send(documents.PLACE_HOLD, {"input": self.asked}).hold
        if hold.status == HoldStatus.OPEN:
            send(documents.RELEASE_HOLD, {"input": {"holdId": hold.id}})

    def __str__(self) -> str:
        return f"withdrawal of the hold {self.asked['idempotencyKey']}"


class Unsettled(BillingError):
    """Holds that could not be closed. What was used is in `settlements`, and in the log."""

    def __init__(self, settlements: list[Settlement]) -> None:
        told = "; ".join(map(str, settlements))
        super().__init__(f"{len(settlements)} holds could not be closed: {told}")
        self.settlements = settlements


class Unmetered(BillingError):
    """A call of which the client knows no usage. It would be used without being charged."""


def released(hold_id: str, account_id: str) -> Settlement:
    return Settlement(hold_id, account_id, documents.RELEASE_HOLD, {"holdId": hold_id})


def settled(
    hold_id: str, account_id: str, counts: Counts, outcome: Outcome, metadata: dict[str, Any]
) -> Settlement:
    given = {"holdId": hold_id, **counts.as_input(), "metadata": metadata}
    if outcome is not Outcome.COMPLETED:
        given["outcome"] = outcome
    return Settlement(hold_id, account_id, documents.SETTLE_HOLD, given)


def counted(
    transcript: Transcript, prompt: Prompt | int, model: str
) -> tuple[Counts, dict[str, str]]:
    """Return what one answer used, and the metadata that tells how it was counted.

    What the provider told counts. The rest is counted by a tokenizer, or estimated.
    """
    if transcript.counts is not None:
        return transcript.counts, {"counted_by": "provider"}
    output = measured_text(transcript.text, model)
    if transcript.input is not None:
        told = transcript.input
        counts = Counts(
            input_tokens=told.input_tokens,
            output_tokens=max(output.tokens, told.output_tokens),
            cached_input_tokens=told.cached_input_tokens,
            details=told.details,
            service_tier=told.service_tier,
        )
        return counts.limited(), output.how
    before = input_of(prompt, model)
    counts = Counts(input_tokens=before.tokens, output_tokens=output.tokens)
    return counts, least_exact(before.how, output.how)


def input_of(prompt: Prompt | int, model: str) -> Measured:
    """Return the tokens of the input. A caller that gave a number has counted them."""
    if isinstance(prompt, int):
        return Measured(prompt, {"counted_by": "caller"})
    return measured(prompt, model)


def least_exact(*hows: dict[str, str]) -> dict[str, str]:
    """Return the metadata of the least exact count."""

    def rank(how: dict[str, str]) -> int:
        kind = how["counted_by"]
        return EXACTNESS.index(kind) if kind in EXACTNESS else len(EXACTNESS) - 1

    return min(hows, key=rank)
