"""Programmes, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog import discounts as domain
from billing.catalog.discounts import percent_text
from billing.catalog.price_book import PriceBook
from billing.discounts.enrolling import ProgrammeChange
from schema.discounts.enums import ProgrammeJoining
from schema.scalars import described


@strawberry.type(description="A group of accounts that pay less.")
class Programme:
    name: str = described("Unique.")
    display_name: str = described("For people.")
    description: str = described("Who it is for.")
    packs_off: str | None = described("What is taken off packs: `30%`; null for nothing.")
    plans_off: str | None = described("What is taken off plans: `50%`; null for nothing.")
    joining: ProgrammeJoining = described("How an account gets there.")
    proof: str | None = described("What an operator accepts as a proof, if it needs one.")

    @classmethod
    def of(cls, programme: domain.Programme) -> Programme:
        return cls(
            name=programme.name,
            display_name=programme.display_name,
            description=programme.description,
            packs_off=_percent(programme.packs_off),
            plans_off=_percent(programme.plans_off),
            joining=programme.joining,
            proof=programme.proof or None,
        )

    @classmethod
    def named(cls, name: str, book: PriceBook) -> Programme:
        """Return the programme; one that the catalog does not have any more has only its name."""
        known = book.catalog.programmes.get(name)
        if known is not None:
            return cls.of(known)
        return cls(
            name=name,
            display_name=name,
            description="",
            packs_off=None,
            plans_off=None,
            joining=ProgrammeJoining.OPERATOR,
            proof=None,
        )


def _percent(off: int) -> str | None:
    return percent_text(off) if off else None


@strawberry.type(description="An account in a programme.")
class AccountProgramme:
    programme: Programme = described("The programme.")
    since: datetime = described("When it was put there, or its end was changed.")
    until: datetime | None = described("When it ends; null for no end.")
    is_active: bool = described("Whether it counts now: it has not ended.")

    @classmethod
    def of(cls, change: ProgrammeChange, book: PriceBook, now: datetime) -> AccountProgramme:
        return cls(
            programme=Programme.named(change.programme, book),
            since=change.changed_at,
            until=change.until,
            is_active=change.until is None or now < change.until,
        )


@strawberry.type(description="A request for a programme, which waits for an operator.")
class ProgrammeRequest:
    account_id: strawberry.ID = described("The account.")
    programme: Programme = described("The programme.")
    proof: str = described("The proof, as the account's owner wrote it.")
    asked_at: datetime = described("When it was sent.")

    @classmethod
    def of(cls, change: ProgrammeChange, book: PriceBook) -> ProgrammeRequest:
        return cls(
            account_id=strawberry.ID(change.account_id),
            programme=Programme.named(change.programme, book),
            proof=change.reason or "",
            asked_at=change.changed_at,
        )
