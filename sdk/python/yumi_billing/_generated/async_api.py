"""The operations of the API, for the asynchronous client.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from yumi_billing._generated import documents
from yumi_billing._generated.enums import (
    AdminActionKind,
    AlertKind,
    Audience,
    Capability,
    CapScope,
    ChangeTime,
    HoldStatus,
    ModelTier,
    Outcome,
    PayFrom,
    QuotaPeriod,
    ServiceTier,
    TeamKind,
    TeamRole,
    UsageGrouping,
)
from yumi_billing._generated.inputs import RecordUsageInput, TokenLimitInput, UsageDetailInput
from yumi_billing._generated.objects import (
    Account,
    AccountErased,
    AccountSummary,
    AdminAction,
    Alert,
    AlertRemoved,
    AlertSet,
    Analytics,
    AutoTopUpRemoved,
    AutoTopUpSet,
    Balance,
    BalanceAdjusted,
    ClockAdvanced,
    CodeApplied,
    Forecast,
    Hold,
    HoldExtended,
    HoldPlaced,
    HoldReleased,
    HoldSettled,
    InvitationRevoked,
    LedgerEntry,
    MemberChanged,
    MemberRemoved,
    Model,
    ModelPrice,
    Pack,
    PaymentMethod,
    PaymentMethodRemoved,
    PaymentMethodStarted,
    Plan,
    PlanChangeCanceled,
    PlanChanged,
    PlanChangePreview,
    Programme,
    ProgrammeRemoved,
    ProgrammeRequest,
    ProgrammeRequested,
    ProgrammeSet,
    Provider,
    Purchase,
    PurchaseRefunded,
    PurchaseStarted,
    Quota,
    Quote,
    Recommendation,
    Savings,
    ServiceClock,
    SpendCapRemoved,
    SpendCapSet,
    SubscriptionCanceled,
    SubscriptionResumed,
    SubscriptionStarted,
    Suggestion,
    Team,
    TeamClosed,
    TeamCreated,
    TeamHandedOver,
    TeamInvitation,
    TeamInvited,
    TeamJoined,
    TeamLeft,
    TeamMember,
    TeamRenamed,
    TestEventSent,
    Usage,
    UsageRecorded,
    UsageSummary,
    UserBilling,
    Viewer,
    WebhookDeliveryReplayed,
    WebhookEndpoint,
    WebhookEndpointCreated,
    WebhookEndpointDeleted,
    WebhookEndpointPaused,
    WebhookEndpointResumed,
    WebhookSecretRotated,
)
from yumi_billing._operation import Operation, Page
from yumi_billing._reading import Json
from yumi_billing._writing import UNSET, Unset, given, new_key
from yumi_billing.errors import Refused

T = TypeVar("T")


class AsyncApi(ABC):
    @abstractmethod
    async def _call(self, operation: Operation[T], variables: dict[str, Any]) -> T: ...
    @abstractmethod
    def _pages(
        self, operation: Operation[Page[T]], variables: dict[str, Any], size: int
    ) -> AsyncIterator[T]: ...
    @abstractmethod
    def _live(self, operation: Operation[T], variables: dict[str, Any]) -> AsyncIterator[T]: ...
    async def models(
        self,
        *,
        provider: str | None = None,
        tier: ModelTier | None = None,
        capability: Capability | None = None,
        search: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> list[Model]:
        """The models that can be used now, in the catalog's order. The next page begins after
        the last model's `name`; a page that is shorter than `first` is the last one.
        """
        return await self._call(
            documents.MODELS,
            given(
                {
                    "provider": provider,
                    "tier": tier,
                    "capability": capability,
                    "search": search,
                    "first": first,
                    "after": after,
                }
            ),
        )

    async def model_count(
        self,
        *,
        provider: str | None = None,
        tier: ModelTier | None = None,
        capability: Capability | None = None,
        search: str | None = None,
    ) -> int:
        """The number of models that `models` has on all its pages."""
        return await self._call(
            documents.MODEL_COUNT,
            given({"provider": provider, "tier": tier, "capability": capability, "search": search}),
        )

    async def model(self, name: str) -> Model | None:
        """A model that can be used now, under any of its names; null if there is none."""
        return await self._call(documents.MODEL, given({"name": name}))

    async def model_prices(
        self,
        *,
        search: str | None = None,
        by_hand: bool | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> list[ModelPrice]:
        """The prices of all models of the catalog, also of those that cannot be used yet, and
        where they come from. In pages like those of `models`. For operators.
        """
        return await self._call(
            documents.MODEL_PRICES,
            given({"search": search, "byHand": by_hand, "first": first, "after": after}),
        )

    async def providers(self) -> list[Provider]:
        """The providers of the models."""
        return await self._call(documents.PROVIDERS, {})

    async def packs(self) -> list[Pack]:
        """Packs of premium tokens. They are bought once and never expire."""
        return await self._call(documents.PACKS, {})

    async def plans(self) -> list[Plan]:
        """All plans."""
        return await self._call(documents.PLANS, {})

    async def recommendations(self, audience: Audience) -> list[Recommendation]:
        """Models for an audience, the best first."""
        return await self._call(documents.RECOMMENDATIONS, given({"audience": audience}))

    async def team(self, id: str) -> Team | None:
        """A team. Null if it does not exist, or if the caller is not in it."""
        return await self._call(documents.TEAM, given({"id": id}))

    async def preview_plan_change(
        self,
        *,
        plan: str,
        account_id: str | None = None,
        seats: int | None = None,
        team_id: str | None = None,
        when: ChangeTime | None = None,
    ) -> PlanChangePreview:
        """What a change of the plan would cost and do to the tokens. Changes nothing. For
        callers who may change the account.
        """
        return await self._call(
            documents.PREVIEW_PLAN_CHANGE,
            {
                "input": given(
                    {
                        "plan": plan,
                        "accountId": account_id,
                        "seats": seats,
                        "teamId": team_id,
                        "when": when,
                    }
                )
            },
        )

    async def programmes(self) -> list[Programme]:
        """The programmes that one can ask for, with a proof."""
        return await self._call(documents.PROGRAMMES, {})

    async def programme_requests(self, *, first: int | None = None) -> list[ProgrammeRequest]:
        """The requests for programmes that nobody has answered, the oldest first. For
        operators.
        """
        return await self._call(documents.PROGRAMME_REQUESTS, given({"first": first}))

    def audit_log(
        self,
        *,
        account_id: str | None = None,
        action: AdminActionKind | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[AdminAction]:
        """Actions on other people's accounts, the newest first. For operators."""
        return self._pages(
            documents.AUDIT_LOG,
            given({"accountId": account_id, "action": action, "from": from_, "to": to}),
            page_size,
        )

    async def clock(self) -> ServiceClock:
        """The service's clock. For operators."""
        return await self._call(documents.CLOCK, {})

    async def webhook_endpoints(self) -> list[WebhookEndpoint]:
        """The webhook endpoints of the caller's partner, the oldest first; of all partners for
        an administrator of all accounts. Needs the scope `webhooks:write`.
        """
        return await self._call(documents.WEBHOOK_ENDPOINTS, {})

    async def viewer(self) -> Viewer:
        """The caller."""
        return await self._call(documents.VIEWER, {})

    async def account(self, id: str | None = None) -> Account | None:
        """An account. Null if it does not exist, or if the caller may not see it."""
        return await self._call(documents.ACCOUNT, given({"id": id}))

    async def quote(
        self,
        *,
        model: str,
        input_tokens: int,
        output_tokens: int,
        account_id: str | None = None,
        cached_input_tokens: int | None = None,
        details: Sequence[UsageDetailInput] | None = None,
        service_tier: ServiceTier | None = None,
    ) -> Quote:
        """The cost of a use now, and whether it would be allowed."""
        return await self._call(
            documents.QUOTE,
            {
                "input": given(
                    {
                        "model": model,
                        "inputTokens": input_tokens,
                        "outputTokens": output_tokens,
                        "accountId": account_id,
                        "cachedInputTokens": cached_input_tokens,
                        "details": details,
                        "serviceTier": service_tier,
                    }
                )
            },
        )

    async def analytics(
        self, *, from_: datetime | None = None, to: datetime | None = None
    ) -> Analytics:
        """The service's figures for its owner (scope `admin`), in whole days (UTC), half-open.
        Default: the last 30 days.
        """
        return await self._call(documents.ANALYTICS, given({"from": from_, "to": to}))

    async def place_hold(
        self,
        *,
        model: str,
        input_tokens: int,
        max_output_tokens: int,
        account_id: str | None = None,
        allow_partial: bool | None = None,
        ttl_seconds: int | None = None,
        idempotency_key: str | None = None,
        details: Sequence[UsageDetailInput] | None = None,
        service_tier: ServiceTier | None = None,
    ) -> HoldPlaced:
        """Reserves the highest possible cost of a use, until the hold is settled, released or
        expired. The key is made by the client when none is given.
        """
        return await self._call(
            documents.PLACE_HOLD,
            {
                "input": given(
                    {
                        "model": model,
                        "inputTokens": input_tokens,
                        "maxOutputTokens": max_output_tokens,
                        "accountId": account_id,
                        "allowPartial": allow_partial,
                        "ttlSeconds": ttl_seconds,
                        "idempotencyKey": idempotency_key or new_key(),
                        "details": details,
                        "serviceTier": service_tier,
                    }
                )
            },
        )

    async def settle_hold(
        self,
        *,
        hold_id: str,
        input_tokens: int,
        output_tokens: int,
        cached_input_tokens: int | None = None,
        outcome: Outcome | None = None,
        metadata: Json | None = None,
        details: Sequence[UsageDetailInput] | None = None,
        service_tier: ServiceTier | None = None,
    ) -> HoldSettled:
        """Records the use of a hold. The hold pays first, then the balance; the rest becomes
        debt. Tokens that are left of the hold return.
        """
        return await self._call(
            documents.SETTLE_HOLD,
            {
                "input": given(
                    {
                        "holdId": hold_id,
                        "inputTokens": input_tokens,
                        "outputTokens": output_tokens,
                        "cachedInputTokens": cached_input_tokens,
                        "outcome": outcome,
                        "metadata": metadata,
                        "details": details,
                        "serviceTier": service_tier,
                    }
                )
            },
        )

    async def release_hold(self, *, hold_id: str) -> HoldReleased:
        """Closes a hold without a use. Its tokens return."""
        return await self._call(documents.RELEASE_HOLD, {"input": given({"holdId": hold_id})})

    async def extend_hold(self, *, hold_id: str, ttl_seconds: int | None = None) -> HoldExtended:
        """Lets an open hold last longer, for a long stream. Repeat it while the stream runs; a
        hold that has expired can't be extended.
        """
        return await self._call(
            documents.EXTEND_HOLD, {"input": given({"holdId": hold_id, "ttlSeconds": ttl_seconds})}
        )

    async def set_spend_cap(
        self,
        *,
        scope: CapScope,
        tokens: int,
        period: QuotaPeriod,
        account_id: str | None = None,
        model: str | None = None,
        api_key_id: str | None = None,
    ) -> SpendCapSet:
        """Sets a spend cap, or changes its tokens. Safe to repeat without a key."""
        return await self._call(
            documents.SET_SPEND_CAP,
            {
                "input": given(
                    {
                        "scope": scope,
                        "tokens": tokens,
                        "period": period,
                        "accountId": account_id,
                        "model": model,
                        "apiKeyId": api_key_id,
                    }
                )
            },
        )

    async def remove_spend_cap(
        self,
        *,
        scope: CapScope,
        period: QuotaPeriod,
        account_id: str | None = None,
        model: str | None = None,
        api_key_id: str | None = None,
    ) -> SpendCapRemoved:
        """Removes a spend cap. Safe to repeat without a key."""
        return await self._call(
            documents.REMOVE_SPEND_CAP,
            {
                "input": given(
                    {
                        "scope": scope,
                        "period": period,
                        "accountId": account_id,
                        "model": model,
                        "apiKeyId": api_key_id,
                    }
                )
            },
        )

    async def set_alert(
        self,
        *,
        kind: AlertKind,
        threshold: int,
        account_id: str | None = None,
        model: str | None = None,
    ) -> AlertSet:
        """Sets an alert. Safe to repeat without a key."""
        return await self._call(
            documents.SET_ALERT,
            {
                "input": given(
                    {"kind": kind, "threshold": threshold, "accountId": account_id, "model": model}
                )
            },
        )

    async def remove_alert(
        self,
        *,
        kind: AlertKind,
        threshold: int,
        account_id: str | None = None,
        model: str | None = None,
    ) -> AlertRemoved:
        """Removes an alert. Safe to repeat without a key."""
        return await self._call(
            documents.REMOVE_ALERT,
            {
                "input": given(
                    {"kind": kind, "threshold": threshold, "accountId": account_id, "model": model}
                )
            },
        )

    async def invite_to_team(
        self,
        *,
        team_id: str,
        role: TeamRole | None = None,
        limit: TokenLimitInput | None = None,
        expires_in_seconds: int | None = None,
        address: str | None = None,
        idempotency_key: str | None = None,
    ) -> TeamInvited:
        """Makes an invitation to a team. Admins invite plain members, the owner also admins. A
        repeat has the same code until it is used. The key is made by the client when none
        is given.
        """
        return await self._call(
            documents.INVITE_TO_TEAM,
            {
                "input": given(
                    {
                        "teamId": team_id,
                        "role": role,
                        "limit": limit,
                        "expiresInSeconds": expires_in_seconds,
                        "address": address,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def join_team(self, *, code: str, idempotency_key: str | None = None) -> TeamJoined:
        """Joins a team by an invitation. The key is made by the client when none is given."""
        return await self._call(
            documents.JOIN_TEAM,
            {"input": given({"code": code, "idempotencyKey": idempotency_key or new_key()})},
        )

    async def revoke_invitation(
        self, *, code: str, idempotency_key: str | None = None
    ) -> InvitationRevoked:
        """Revokes an invitation. For the owner and the admins of its team. The key is made by
        the client when none is given.
        """
        return await self._call(
            documents.REVOKE_INVITATION,
            {"input": given({"code": code, "idempotencyKey": idempotency_key or new_key()})},
        )

    async def create_team(
        self, *, name: str, kind: TeamKind, idempotency_key: str | None = None
    ) -> TeamCreated:
        """Founds a team. The caller becomes its owner. The key is made by the client when none
        is given.
        """
        return await self._call(
            documents.CREATE_TEAM,
            {
                "input": given(
                    {"name": name, "kind": kind, "idempotencyKey": idempotency_key or new_key()}
                )
            },
        )

    async def leave_team(self, *, team_id: str, idempotency_key: str | None = None) -> TeamLeft:
        """Leaves a team, at once. Open holds still settle with the team's tokens. The key is
        made by the client when none is given.
        """
        return await self._call(
            documents.LEAVE_TEAM,
            {"input": given({"teamId": team_id, "idempotencyKey": idempotency_key or new_key()})},
        )

    async def remove_from_team(
        self, *, team_id: str, account_id: str, idempotency_key: str | None = None
    ) -> MemberRemoved:
        """Removes a member, at once. Admins remove plain members, the owner everybody else.
        The key is made by the client when none is given.
        """
        return await self._call(
            documents.REMOVE_FROM_TEAM,
            {
                "input": given(
                    {
                        "teamId": team_id,
                        "accountId": account_id,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def set_team_member(
        self,
        *,
        team_id: str,
        account_id: str,
        role: TeamRole | None = None,
        limit: TokenLimitInput | Unset | None = UNSET,
        pay_from: PayFrom | None = None,
        idempotency_key: str | None = None,
    ) -> MemberChanged:
        """Changes a member. Everybody decides for itself whose tokens pay. Admins set the
        limits of plain members, the owner all limits and roles. The key is made by the
        client when none is given.
        """
        return await self._call(
            documents.SET_TEAM_MEMBER,
            {
                "input": given(
                    {
                        "teamId": team_id,
                        "accountId": account_id,
                        "role": role,
                        "payFrom": pay_from,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
                | ({} if limit is UNSET else {"limit": limit})
            },
        )

    async def hand_over_team(
        self, *, team_id: str, account_id: str, idempotency_key: str | None = None
    ) -> TeamHandedOver:
        """Gives the team to another member, who becomes its owner. The caller becomes an
        admin. The key is made by the client when none is given.
        """
        return await self._call(
            documents.HAND_OVER_TEAM,
            {
                "input": given(
                    {
                        "teamId": team_id,
                        "accountId": account_id,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def rename_team(
        self, *, team_id: str, name: str, idempotency_key: str | None = None
    ) -> TeamRenamed:
        """Renames a team. For its owner and its admins. The key is made by the client when
        none is given.
        """
        return await self._call(
            documents.RENAME_TEAM,
            {
                "input": given(
                    {
                        "teamId": team_id,
                        "name": name,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def close_team(self, *, team_id: str, idempotency_key: str | None = None) -> TeamClosed:
        """Closes a team. Its owner gets what is left of each grant of the pool, with its
        source and its end. A subscription of the pool is canceled. The key is made by the
        client when none is given.
        """
        return await self._call(
            documents.CLOSE_TEAM,
            {"input": given({"teamId": team_id, "idempotencyKey": idempotency_key or new_key()})},
        )

    async def purchase_pack(
        self,
        *,
        pack: str,
        account_id: str | None = None,
        quantity: int | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        idempotency_key: str | None = None,
        receipt_email: str | None = None,
        promotion_codes: bool | None = None,
        automatic_tax: bool | None = None,
    ) -> PurchaseStarted:
        """Starts the purchase of a pack. Its tokens are credited when it is paid. The key is
        made by the client when none is given.
        """
        return await self._call(
            documents.PURCHASE_PACK,
            {
                "input": given(
                    {
                        "pack": pack,
                        "accountId": account_id,
                        "quantity": quantity,
                        "successUrl": success_url,
                        "cancelUrl": cancel_url,
                        "idempotencyKey": idempotency_key or new_key(),
                        "receiptEmail": receipt_email,
                        "promotionCodes": promotion_codes,
                        "automaticTax": automatic_tax,
                    }
                )
            },
        )

    async def refund_purchase(
        self, *, purchase_id: str, amount: int | None = None, idempotency_key: str | None = None
    ) -> PurchaseRefunded:
        """Refunds a purchase. For operators. The key is made by the client when none is given."""
        return await self._call(
            documents.REFUND_PURCHASE,
            {
                "input": given(
                    {
                        "purchaseId": purchase_id,
                        "amount": amount,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def subscribe(
        self,
        *,
        account_id: str | None = None,
        plan: str | None = None,
        seats: int | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        idempotency_key: str | None = None,
        promotion_codes: bool | None = None,
        automatic_tax: bool | None = None,
    ) -> SubscriptionStarted:
        """Starts a subscription. It begins when it is paid. The key is made by the client when
        none is given.
        """
        return await self._call(
            documents.SUBSCRIBE,
            {
                "input": given(
                    {
                        "accountId": account_id,
                        "plan": plan,
                        "seats": seats,
                        "successUrl": success_url,
                        "cancelUrl": cancel_url,
                        "idempotencyKey": idempotency_key or new_key(),
                        "promotionCodes": promotion_codes,
                        "automaticTax": automatic_tax,
                    }
                )
            },
        )

    async def cancel_subscription(
        self, *, account_id: str | None = None, at_period_end: bool | None = None
    ) -> SubscriptionCanceled:
        """Ends a subscription, with its paid period or now."""
        return await self._call(
            documents.CANCEL_SUBSCRIPTION,
            {"input": given({"accountId": account_id, "atPeriodEnd": at_period_end})},
        )

    async def resume_subscription(self, *, account_id: str | None = None) -> SubscriptionResumed:
        """Cancels a pending cancellation, so that the subscription renews."""
        return await self._call(
            documents.RESUME_SUBSCRIPTION, {"input": given({"accountId": account_id})}
        )

    async def change_plan(
        self,
        *,
        plan: str,
        account_id: str | None = None,
        seats: int | None = None,
        team_id: str | None = None,
        when: ChangeTime | None = None,
        as_of: datetime | None = None,
        idempotency_key: str | None = None,
    ) -> PlanChanged:
        """Changes the plan or the seats of a subscription. Now: the rest of the paid period is
        charged or credited, and fewer seats of the same plan are refused. At the end of the
        period: nothing is charged before. A first subscription begins with `subscribe`. The
        key is made by the client when none is given.
        """
        return await self._call(
            documents.CHANGE_PLAN,
            {
                "input": given(
                    {
                        "plan": plan,
                        "accountId": account_id,
                        "seats": seats,
                        "teamId": team_id,
                        "when": when,
                        "asOf": as_of,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def cancel_plan_change(self, *, account_id: str | None = None) -> PlanChangeCanceled:
        """Takes back a change that waits for the end of the period, also the end of the
        subscription.
        """
        return await self._call(
            documents.CANCEL_PLAN_CHANGE, {"input": given({"accountId": account_id})}
        )

    async def apply_code(
        self, *, code: str, account_id: str | None = None, idempotency_key: str | None = None
    ) -> CodeApplied:
        """Uses a code for an account, which is then in the code's programme. Tries are
        limited: each takes much of the rate limits. The key is made by the client when none
        is given.
        """
        return await self._call(
            documents.APPLY_CODE,
            {
                "input": given(
                    {
                        "code": code,
                        "accountId": account_id,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def request_programme(
        self, *, programme: str, proof: str, account_id: str | None = None
    ) -> ProgrammeRequested:
        """Asks an operator to put an account into a programme that needs a proof."""
        return await self._call(
            documents.REQUEST_PROGRAMME,
            {"input": given({"programme": programme, "proof": proof, "accountId": account_id})},
        )

    async def set_programme(
        self, *, account_id: str, programme: str, reason: str, until: datetime | None = None
    ) -> ProgrammeSet:
        """Puts an account into a programme, or changes its end. Safe to repeat without a key.
        For operators.
        """
        return await self._call(
            documents.SET_PROGRAMME,
            {
                "input": given(
                    {
                        "accountId": account_id,
                        "programme": programme,
                        "reason": reason,
                        "until": until,
                    }
                )
            },
        )

    async def remove_programme(
        self, *, account_id: str, programme: str, reason: str
    ) -> ProgrammeRemoved:
        """Takes an account out of a programme, or declines its request. Safe to repeat without
        a key. For operators.
        """
        return await self._call(
            documents.REMOVE_PROGRAMME,
            {"input": given({"accountId": account_id, "programme": programme, "reason": reason})},
        )

    async def save_payment_method(
        self,
        *,
        account_id: str | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
    ) -> PaymentMethodStarted:
        """Starts saving a card, on a page of the payment provider. Nothing is paid."""
        return await self._call(
            documents.SAVE_PAYMENT_METHOD,
            {
                "input": given(
                    {"accountId": account_id, "successUrl": success_url, "cancelUrl": cancel_url}
                )
            },
        )

    async def remove_payment_method(
        self, *, payment_method_id: str, account_id: str | None = None
    ) -> PaymentMethodRemoved:
        """Removes a saved card."""
        return await self._call(
            documents.REMOVE_PAYMENT_METHOD,
            {"input": given({"paymentMethodId": payment_method_id, "accountId": account_id})},
        )

    async def set_auto_top_up(
        self, *, pack: str, below: int, max_per_month: int, account_id: str | None = None
    ) -> AutoTopUpSet:
        """Sets the automatic top-up, or starts a stopped one again. Safe to repeat without a
        key. It needs a saved card.
        """
        return await self._call(
            documents.SET_AUTO_TOP_UP,
            {
                "input": given(
                    {
                        "pack": pack,
                        "below": below,
                        "maxPerMonth": max_per_month,
                        "accountId": account_id,
                    }
                )
            },
        )

    async def remove_auto_top_up(self, *, account_id: str | None = None) -> AutoTopUpRemoved:
        """Removes the automatic top-up. Safe to repeat without a key. A payment that has begun
        is still credited.
        """
        return await self._call(
            documents.REMOVE_AUTO_TOP_UP, {"input": given({"accountId": account_id})}
        )

    async def erase_account(
        self, *, account_id: str, confirm: str, idempotency_key: str | None = None
    ) -> AccountErased:
        """Erases an account permanently. Personal data is removed; the ledger stays, under a
        pseudonym. The id can be used again. For operators. The key is made by the client
        when none is given.
        """
        return await self._call(
            documents.ERASE_ACCOUNT,
            {
                "input": given(
                    {
                        "accountId": account_id,
                        "confirm": confirm,
                        "idempotencyKey": idempotency_key or new_key(),
                    }
                )
            },
        )

    async def advance_clock(
        self, *, seconds: int, idempotency_key: str | None = None
    ) -> ClockAdvanced:
        """Moves the service's time ahead, so that the end of a month can be tried out. Only in
        development. For operators. The key is made by the client when none is given.
        """
        return await self._call(
            documents.ADVANCE_CLOCK,
            {"input": given({"seconds": seconds, "idempotencyKey": idempotency_key or new_key()})},
        )

    async def create_webhook_endpoint(
        self,
        *,
        url: str,
        events: Sequence[str] | None = None,
        description: str | None = None,
        account_prefixes: Sequence[str] | None = None,
    ) -> WebhookEndpointCreated:
        """Creates a webhook endpoint, and shows its secret. Each call creates another."""
        return await self._call(
            documents.CREATE_WEBHOOK_ENDPOINT,
            {
                "input": given(
                    {
                        "url": url,
                        "events": events,
                        "description": description,
                        "accountPrefixes": account_prefixes,
                    }
                )
            },
        )

    async def rotate_webhook_secret(self, *, endpoint_id: str) -> WebhookSecretRotated:
        """Gives an endpoint a new secret. The earlier one stays valid for 24 hours, in which
        each request has two signatures; an even earlier one ends at once.
        """
        return await self._call(
            documents.ROTATE_WEBHOOK_SECRET, {"input": given({"endpointId": endpoint_id})}
        )

    async def delete_webhook_endpoint(self, *, endpoint_id: str) -> WebhookEndpointDeleted:
        """Deletes an endpoint and its deliveries."""
        return await self._call(
            documents.DELETE_WEBHOOK_ENDPOINT, {"input": given({"endpointId": endpoint_id})}
        )

    async def pause_webhook_endpoint(self, *, endpoint_id: str) -> WebhookEndpointPaused:
        """Sends nothing to an endpoint until it is resumed. Its events wait, up to three days."""
        return await self._call(
            documents.PAUSE_WEBHOOK_ENDPOINT, {"input": given({"endpointId": endpoint_id})}
        )

    async def resume_webhook_endpoint(self, *, endpoint_id: str) -> WebhookEndpointResumed:
        """Sends events to a paused or dead endpoint again."""
        return await self._call(
            documents.RESUME_WEBHOOK_ENDPOINT, {"input": given({"endpointId": endpoint_id})}
        )

    async def replay_webhook_delivery(self, *, delivery_id: str) -> WebhookDeliveryReplayed:
        """Sends a delivery again, with the same `webhook-id`. One that still waits stays as it
        is.
        """
        return await self._call(
            documents.REPLAY_WEBHOOK_DELIVERY, {"input": given({"deliveryId": delivery_id})}
        )

    async def send_test_event(self, *, endpoint_id: str) -> TestEventSent:
        """Sends an event of the type `webhook.test` to an endpoint."""
        return await self._call(
            documents.SEND_TEST_EVENT, {"input": given({"endpointId": endpoint_id})}
        )

    async def open_account(self, *, account_id: str | None = None) -> AccountSummary:
        """Opens an account, or returns the existing one. To read more than `id` and
        `createdAt` of an existing account, the caller needs a scope for reading it.
        """
        return await self._call(documents.OPEN_ACCOUNT, {"input": given({"accountId": account_id})})

    async def record_usage(
        self,
        *,
        model: str,
        input_tokens: int,
        output_tokens: int,
        account_id: str | None = None,
        cached_input_tokens: int | None = None,
        idempotency_key: str | None = None,
        occurred_at: datetime | None = None,
        metadata: Json | None = None,
        details: Sequence[UsageDetailInput] | None = None,
        service_tier: ServiceTier | None = None,
    ) -> UsageRecorded:
        """Records one use of a model, and charges it. The key is made by the client when none
        is given.
        """
        return await self._call(
            documents.RECORD_USAGE,
            {
                "input": given(
                    {
                        "model": model,
                        "inputTokens": input_tokens,
                        "outputTokens": output_tokens,
                        "accountId": account_id,
                        "cachedInputTokens": cached_input_tokens,
                        "idempotencyKey": idempotency_key or new_key(),
                        "occurredAt": occurred_at,
                        "metadata": metadata,
                        "details": details,
                        "serviceTier": service_tier,
                    }
                )
            },
        )

    async def record_usage_batch(
        self, input: Sequence[RecordUsageInput]
    ) -> list[UsageRecorded | Refused]:
        """Records up to 1,000 uses, or 100 with a user's own token, in order and
        independently: a refused use does not stop the others. An invalid input rejects all
        of them before any is recorded.
        """
        return await self._call(documents.RECORD_USAGE_BATCH, given({"input": input}))

    async def adjust_balance(
        self,
        *,
        account_id: str,
        tokens: int,
        reason: str,
        idempotency_key: str | None = None,
        expires_at: datetime | None = None,
    ) -> BalanceAdjusted:
        """Gives or takes premium tokens. For operators. The key is made by the client when
        none is given.
        """
        return await self._call(
            documents.ADJUST_BALANCE,
            {
                "input": given(
                    {
                        "accountId": account_id,
                        "tokens": tokens,
                        "reason": reason,
                        "idempotencyKey": idempotency_key or new_key(),
                        "expiresAt": expires_at,
                    }
                )
            },
        )

    def live_balance(self, account_id: str | None = None) -> AsyncIterator[Balance]:
        """The balance at once, then at every change, in the order of `revision`. If changes
        come faster than the client reads, older ones are skipped; the latest always
        arrives.
        """
        return self._live(documents.LIVE_BALANCE, given({"accountId": account_id}))

    def live_quota(
        self, account_id: str | None = None, *, models: Sequence[str] | None = None
    ) -> AsyncIterator[Quota]:
        """First the quota of each requested model, one per message. Then each quota that
        changes, also when its window starts again.
        """
        return self._live(documents.LIVE_QUOTA, given({"accountId": account_id, "models": models}))

    def live_alerts(self, account_id: str | None = None) -> AsyncIterator[Alert]:
        """Each alert at the moment when it is told: once per crossing. What was told before is
        in `Account.alerts`.
        """
        return self._live(documents.LIVE_ALERTS, given({"accountId": account_id}))

    async def quotas(
        self, id: str | None = None, *, models: Sequence[str] | None = None
    ) -> list[Quota]:
        """How much of each native limit is used: for `models`, or for all free models."""
        return await self._call(documents.QUOTAS, given({"id": id, "models": models}))

    async def payment_methods(self, id: str | None = None) -> list[PaymentMethod] | None:
        """Its saved cards, the latest first; automatic top-ups use that one. Null, with an
        error, while the payment provider can't be reached.
        """
        return await self._call(documents.PAYMENT_METHODS, given({"id": id}))

    def usage(
        self,
        id: str | None = None,
        *,
        model: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        page_size: int = 100,
    ) -> AsyncIterator[Usage]:
        """Its uses of models, the newest first. In the account of a team, plain members see
        their own uses.
        """
        return self._pages(
            documents.USAGE, given({"id": id, "model": model, "from": from_, "to": to}), page_size
        )

    async def usage_summary(
        self,
        id: str | None = None,
        *,
        by: UsageGrouping,
        from_: datetime | None = None,
        to: datetime | None = None,
        time_zone: str | None = None,
    ) -> list[UsageSummary]:
        """Sums over its uses that occurred in [from, to)."""
        return await self._call(
            documents.USAGE_SUMMARY,
            given({"id": id, "by": by, "from": from_, "to": to, "timeZone": time_zone}),
        )

    async def forecast(self, id: str | None = None) -> list[Forecast]:
        """How long its tokens last: the allowance, the rest of the balance, and each native
        limit used in the last 28 days.
        """
        return await self._call(documents.FORECAST, given({"id": id}))

    async def savings(
        self,
        id: str | None = None,
        *,
        from_: datetime | None = None,
        to: datetime | None = None,
        instead_of: str | None = None,
    ) -> Savings:
        """What the account saved by using free models in [from, to)."""
        return await self._call(
            documents.SAVINGS, given({"id": id, "from": from_, "to": to, "insteadOf": instead_of})
        )

    async def suggestions(self, id: str | None = None) -> list[Suggestion]:
        """Better choices, from the uses of the last 30 days: at most three free models, then
        the cheapest plan and packs. Without uses, models to start with.
        """
        return await self._call(documents.SUGGESTIONS, given({"id": id}))

    def ledger(self, id: str | None = None, *, page_size: int = 100) -> AsyncIterator[LedgerEntry]:
        """Every change of its balance, the newest first. In the account of a team, plain
        members see their own uses.
        """
        return self._pages(documents.LEDGER, given({"id": id}), page_size)

    def purchases(self, id: str | None = None, *, page_size: int = 100) -> AsyncIterator[Purchase]:
        """The packs it bought, the newest first."""
        return self._pages(documents.PURCHASES, given({"id": id}), page_size)

    async def holds(self, id: str | None = None, *, status: HoldStatus | None = None) -> list[Hold]:
        """Reserved tokens: the open holds, oldest first, then the last closed holds (at most
        100), newest first.
        """
        return await self._call(documents.HOLDS, given({"id": id, "status": status}))

    async def user_billing(self, id: str | None = None) -> UserBilling:
        """The account in the layout of the first billing system."""
        return await self._call(documents.USER_BILLING, given({"id": id}))

    def team_members(self, id: str, *, page_size: int = 100) -> AsyncIterator[TeamMember]:
        """Its members, in the order in which they joined. A plain member sees only itself."""
        return self._pages(documents.TEAM_MEMBERS, given({"id": id}), page_size)

    async def team_invitations(self, id: str) -> list[TeamInvitation]:
        """Its open invitations, the newest first. For the owner and the admins."""
        return await self._call(documents.TEAM_INVITATIONS, given({"id": id}))
