"""Uses and ledger entries, and their pages (Relay connections)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry
from strawberry.scalars import JSON

from billing.catalog.price_book import PriceBook
from billing.catalog.terms import terms_of
from billing.ledger.entry import Entry, Use
from billing.ledger.grant import Charge as DomainCharge
from billing.ledger.hold import CLOSING_MARK
from billing.ledger.teams.link import paid_by_team, used_by_member
from schema.catalog import Model
from schema.context import Info
from schema.enums import EntryKind, GrantSource, ServiceTier, UsageUnit
from schema.ids import cursor_of, item_id
from schema.node import Node
from schema.scalars import BigInt, described, reads


@strawberry.type(description="The part of a cost that one grant paid.")
class Charge:
    account_id: strawberry.Private[str]
    charge: strawberry.Private[DomainCharge]

    grant_id: strawberry.ID = reads(
        "The grant that paid.", lambda self: item_id(self.account_id, self.charge.number)
    )
    source: GrantSource = reads("Where the grant came from.", lambda self: self.charge.source)
    tokens: BigInt = reads("Premium tokens that it paid.", lambda self: self.charge.tokens)


@strawberry.type(description="How much of one unit was used.")
class UsageDetail:
    unit: UsageUnit = described("The unit.")
    quantity: BigInt = described("How much.")

    @classmethod
    def all_of(cls, terms: str) -> list[UsageDetail]:
        """Return the details in the terms of a use or of a hold."""
        known = terms_of(terms).quantities
        return [cls(unit=unit, quantity=BigInt(quantity)) for unit, quantity in known]


@strawberry.type(description="One use of a model, as it was recorded.")
class Usage(Node):
    entry: strawberry.Private[Entry]
    use: strawberry.Private[Use]
    book: strawberry.Private[PriceBook]

    id: strawberry.ID = reads(
        "Unique.", lambda self: item_id(self.entry.account_id, self.entry.revision)
    )
    model: Model = reads(
        "The model used.", lambda self: Model.of(self.book.described(self.use.model))
    )
    requested_model: str = reads(
        "The name under which the model was requested.", lambda self: self.use.asked_model
    )
    input_tokens: BigInt = reads(
        "All input tokens, cached included.", lambda self: self.use.input_tokens
    )
    output_tokens: BigInt = reads("Output tokens.", lambda self: self.use.output_tokens)
    cached_input_tokens: BigInt = reads(
        "Input tokens that the provider had cached.", lambda self: self.use.cached_input_tokens
    )
    details: list[UsageDetail] = reads(
        "Units beyond the plain counts.", lambda self: UsageDetail.all_of(self.use.terms)
    )
    service_tier: ServiceTier = reads(
        "The provider's tier of service.", lambda self: terms_of(self.use.terms).details.tier
    )
    unpriced: list[UsageUnit] = reads(
        "Units in `details` that cost nothing because the catalog had no rate for them.",
        lambda self: list(terms_of(self.use.terms).unpriced),
    )
    cost: BigInt = reads(
        "Premium tokens it cost, whoever paid; 0 for a free model.",
        lambda self: cost_of(self.entry),
    )
    paid_by: strawberry.ID = reads(
        "The account that paid: the account of the use itself, or that of its team.",
        lambda self: payer_of(self.entry),
    )
    charges: list[Charge] = reads(
        "Which grants of this account paid how much, in burn order; none if the team paid. If the "
        "charges total less than the account has paid, the rest is debt.",
        lambda self: _charges(self.entry),
    )
    recorded_at: datetime = reads("When it was charged.", lambda self: self.entry.recorded_at)
    occurred_at: datetime = reads(
        "When it happened; reports use this time.", lambda self: self.entry.occurred_at
    )
    idempotency_key: str = reads(
        "Its idempotency key; for a settled hold, `hold` and its number. In the list of a team, a "
        "text with the random name of the member.",
        lambda self: (self.entry.idempotency_key or "").removeprefix(CLOSING_MARK),
    )
    metadata: JSON | None = reads(
        "The metadata that the caller attached.",
        lambda self: None if self.use.metadata is None else json.loads(self.use.metadata),
    )

    @strawberry.field(
        description="The account of the member who used the model, in the list of a team; null in "
        "the list of any other account, and if the member was erased."
    )
    async def member(self, info: Info) -> strawberry.ID | None:
        link = used_by_member(self.entry.reason)
        if link is None:
            return None
        found = await info.context.member_of(self.entry.account_id, link.handle)
        return None if found is None else strawberry.ID(found)

    @classmethod
    def of(cls, entry: Entry, book: PriceBook) -> Usage:
        """Return the object for an entry. Raises TypeError unless it is a use."""
        if entry.use is None:
            raise TypeError(f"entry {entry.revision} is a {entry.kind}, not a use")
        return cls(entry=entry, use=entry.use, book=book)


def cost_of(entry: Entry) -> int:
    """Return what a use cost, whoever paid. Billing rule 13."""
    link = paid_by_team(entry.reason)
    return entry.cost if link is None else link.tokens


def payer_of(entry: Entry) -> str:
    """Return the account that paid for a use."""
    link = paid_by_team(entry.reason)
    return entry.account_id if link is None else link.team


def _charges(entry: Entry) -> list[Charge]:
    return [Charge(account_id=entry.account_id, charge=charge) for charge in entry.charges]


@strawberry.type(description="One change of an account. Entries are never changed or removed.")
class LedgerEntry:
    id: strawberry.ID = described("Unique.")
    revision: BigInt = described("The account's revision after it.")
    kind: EntryKind = described("The kind of change.")
    tokens: BigInt = described("The change of the balance; the balance is the sum of all changes.")
    balance: BigInt = described("The balance after it: available + held - debt.")
    charges: list[Charge] = described("Which grants paid how much.")
    recorded_at: datetime = described("When it was written.")
    occurred_at: datetime = described("When the change happened.")
    reason: str | None = described(
        "The reason: an operator's text, the id of the thing it belongs to, or the spend cap."
    )
    usage: Usage | None = described("The use, for an entry of a use.")

    @classmethod
    def of(cls, entry: Entry, book: PriceBook) -> LedgerEntry:
        return cls(
            id=item_id(entry.account_id, entry.revision),
            revision=BigInt(entry.revision),
            kind=entry.kind,
            tokens=BigInt(entry.tokens),
            balance=BigInt(entry.balance),
            charges=_charges(entry),
            recorded_at=entry.recorded_at,
            occurred_at=entry.occurred_at,
            # The terms of a hold are internal.
            reason=None if entry.kind is EntryKind.HOLD else entry.reason,
            usage=Usage.of(entry, book) if entry.use else None,
        )


@strawberry.type(description="The position of a page in its list (Relay).")
class PageInfo:
    has_next_page: bool = described("Whether older items follow.")
    has_previous_page: bool = described("Whether the page was reached by a cursor.")
    start_cursor: str | None = described("The cursor of the page's first item.")
    end_cursor: str | None = described(
        "The cursor of the page's last item. Pass it as `after` to get the next page."
    )

    @classmethod
    def of(cls, cursors: Sequence[str], *, more: bool, later: bool) -> PageInfo:
        """Return a page. `cursors` belong to its items. `later`: there is a page before it."""
        return cls(
            has_next_page=more,
            has_previous_page=later,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


@strawberry.type(description="A use in a list.")
class UsageEdge:
    cursor: str = described("Its cursor.")
    node: Usage = described("The use.")


@strawberry.type(description="A page of uses, the newest first (Relay).")
class UsageConnection:
    edges: list[UsageEdge] = described("The uses, each with its cursor.")
    nodes: list[Usage] = described("The uses alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(cls, entries: Sequence[Entry], book: PriceBook, *, more: bool, later: bool) -> Self:
        """Return the object for an entry. Raises TypeError unless it is a use."""
        nodes = [Usage.of(entry, book) for entry in entries]
        cursors = [cursor_of(entry.revision) for entry in entries]
        return cls(
            edges=[
                UsageEdge(cursor=one, node=node) for one, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, more=more, later=later),
        )


@strawberry.type(description="A ledger entry in a list.")
class LedgerEntryEdge:
    cursor: str = described("Its cursor.")
    node: LedgerEntry = described("The entry.")


@strawberry.type(description="A page of ledger entries, the newest first (Relay).")
class LedgerEntryConnection:
    edges: list[LedgerEntryEdge] = described("The entries, each with its cursor.")
    nodes: list[LedgerEntry] = described("The entries alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(cls, entries: Sequence[Entry], book: PriceBook, *, more: bool, later: bool) -> Self:
        nodes = [LedgerEntry.of(entry, book) for entry in entries]
        cursors = [cursor_of(entry.revision) for entry in entries]
        return cls(
            edges=[
                LedgerEntryEdge(cursor=one, node=node)
                for one, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, more=more, later=later),
        )
