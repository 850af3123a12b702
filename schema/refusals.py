"""The API's type for every refusal of `billing`. It has the same name as the refusal.

There is one overload per refusal. So the type checker knows the refusals of each mutation, and
reports a refusal that is missing in its union.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from billing import clock
from billing.catalog.price_book import PriceBook
from billing.discounts import refusals as discounts
from billing.ledger import refusals as ledger
from billing.ledger.teams import lifecycle_refusals as requests
from billing.ledger.teams import refusals as teams
from billing.payments import refusals as payments
from billing.privacy import actions as privacy
from billing.webhooks import refusals as webhooks
from schema.catalog import Model
from schema.clock import ClockNotMovable
from schema.discounts.results import (
    AlreadyEnrolled,
    CodeAlreadyUsed,
    CodeNotFound,
    ProgrammeNotFound,
)
from schema.ledger.alert_results import ModelWithoutLimit
from schema.ledger.balance import Quota
from schema.ledger.cap_results import ApiKeyNotFound
from schema.ledger.caps import SpendCap
from schema.ledger.hold import Hold
from schema.ledger.hold_results import HoldClosed, HoldNotFound
from schema.ledger.results import (
    AccountNotFound,
    CapReached,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotAllowed,
    ModelNotFound,
    QuotaExceeded,
    Refusal,
)
from schema.payments.plan_changes import (
    ChangePending,
    NothingToChange,
    PaymentDeclined,
    SubscriptionNotPaid,
)
from schema.payments.results import (
    AlreadySubscribed,
    PackNotFound,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotForAccount,
    PlanNotFound,
    PurchaseNotFound,
    PurchaseNotRefundable,
    SeatsNotPossible,
    SubscriptionNotFound,
)
from schema.payments.top_ups import PaymentMethodNotFound
from schema.privacy import AccountNotErasable
from schema.scalars import BigInt
from schema.teams.refusals import (
    AlreadyInTeam,
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
    LimitNotPossible,
    NotAllowedInTeam,
    NotAMember,
    OwnerMustHandOver,
    TeamFull,
    TeamIsClosed,
    TeamNotFound,
    TeamPlanGoesOn,
)
from schema.webhooks.results import (
    TooManyWebhookEndpoints,
    WebhookAddressRefused,
    WebhookDeliveryNotFound,
    WebhookEndpointNotFound,
    WebhooksUnavailable,
)

AnyRefusal = (
    ledger.Refusal
    | discounts.DiscountRefusal
    | payments.PaymentRefusal
    | privacy.AccountNotErasable
    | clock.ClockNotMovable
    | requests.TeamRefusal
    | webhooks.WebhookRefusal
)

# Refusals with only a code and a message.
_PLAIN: dict[type[AnyRefusal], type[Refusal]] = {
    ledger.ModelNotAllowed: ModelNotAllowed,
    ledger.ModelWithoutLimit: ModelWithoutLimit,
    ledger.AccountNotFound: AccountNotFound,
    ledger.ApiKeyNotFound: ApiKeyNotFound,
    ledger.IdempotencyConflict: IdempotencyConflict,
    ledger.HoldNotFound: HoldNotFound,
    discounts.ProgrammeNotFound: ProgrammeNotFound,
    discounts.CodeNotFound: CodeNotFound,
    discounts.CodeAlreadyUsed: CodeAlreadyUsed,
    discounts.AlreadyEnrolled: AlreadyEnrolled,
    payments.PackNotFound: PackNotFound,
    payments.PlanNotFound: PlanNotFound,
    payments.PurchaseNotFound: PurchaseNotFound,
    payments.PurchaseNotRefundable: PurchaseNotRefundable,
    payments.PlanNotForAccount: PlanNotForAccount,
    payments.SeatsNotPossible: SeatsNotPossible,
    payments.NothingToChange: NothingToChange,
    payments.ChangePending: ChangePending,
    payments.SubscriptionNotPaid: SubscriptionNotPaid,
    payments.PaymentDeclined: PaymentDeclined,
    payments.AlreadySubscribed: AlreadySubscribed,
    payments.SubscriptionNotFound: SubscriptionNotFound,
    payments.PaymentMethodNotFound: PaymentMethodNotFound,
    payments.PaymentUnavailable: PaymentUnavailable,
    payments.PaymentRefused: PaymentRefused,
    privacy.AccountNotErasable: AccountNotErasable,
    requests.TeamNotFound: TeamNotFound,
    requests.NotAllowedInTeam: NotAllowedInTeam,
    requests.InvitationNotFound: InvitationNotFound,
    requests.InvitationExpired: InvitationExpired,
    requests.InvitationUsed: InvitationUsed,
    requests.TeamPlanGoesOn: TeamPlanGoesOn,
    teams.AlreadyInTeam: AlreadyInTeam,
    teams.TeamFull: TeamFull,
    teams.TeamIsClosed: TeamIsClosed,
    teams.OwnerMustHandOver: OwnerMustHandOver,
    teams.LimitNotPossible: LimitNotPossible,
    teams.NotAMember: NotAMember,
    clock.ClockNotMovable: ClockNotMovable,
    webhooks.WebhookEndpointNotFound: WebhookEndpointNotFound,
    webhooks.WebhookDeliveryNotFound: WebhookDeliveryNotFound,
    webhooks.WebhookAddressRefused: WebhookAddressRefused,
    webhooks.TooManyWebhookEndpoints: TooManyWebhookEndpoints,
    webhooks.WebhooksUnavailable: WebhooksUnavailable,
}


@overload
def refusal_of(
    refusal: webhooks.WebhookEndpointNotFound, book: PriceBook
) -> WebhookEndpointNotFound: ...
@overload
def refusal_of(
    refusal: webhooks.WebhookDeliveryNotFound, book: PriceBook
) -> WebhookDeliveryNotFound: ...
@overload
def refusal_of(
    refusal: webhooks.WebhookAddressRefused, book: PriceBook
) -> WebhookAddressRefused: ...
@overload
def refusal_of(
    refusal: webhooks.TooManyWebhookEndpoints, book: PriceBook
) -> TooManyWebhookEndpoints: ...
@overload
def refusal_of(refusal: webhooks.WebhooksUnavailable, book: PriceBook) -> WebhooksUnavailable: ...
@overload
def refusal_of(refusal: ledger.InsufficientTokens, book: PriceBook) -> InsufficientTokens: ...
@overload
def refusal_of(refusal: ledger.QuotaExceeded, book: PriceBook) -> QuotaExceeded: ...
@overload
def refusal_of(refusal: ledger.CapReached, book: PriceBook) -> CapReached: ...
@overload
def refusal_of(refusal: ledger.ModelNotFound, book: PriceBook) -> ModelNotFound: ...
@overload
def refusal_of(refusal: ledger.ModelNotAllowed, book: PriceBook) -> ModelNotAllowed: ...
@overload
def refusal_of(refusal: ledger.ModelWithoutLimit, book: PriceBook) -> ModelWithoutLimit: ...
@overload
def refusal_of(refusal: ledger.AccountNotFound, book: PriceBook) -> AccountNotFound: ...
@overload
def refusal_of(refusal: ledger.ApiKeyNotFound, book: PriceBook) -> ApiKeyNotFound: ...
@overload
def refusal_of(refusal: ledger.IdempotencyConflict, book: PriceBook) -> IdempotencyConflict: ...
@overload
def refusal_of(refusal: ledger.HoldNotFound, book: PriceBook) -> HoldNotFound: ...
@overload
def refusal_of(refusal: ledger.HoldClosed, book: PriceBook) -> HoldClosed: ...
@overload
def refusal_of(refusal: discounts.ProgrammeNotFound, book: PriceBook) -> ProgrammeNotFound: ...
@overload
def refusal_of(refusal: discounts.CodeNotFound, book: PriceBook) -> CodeNotFound: ...
@overload
def refusal_of(refusal: discounts.CodeAlreadyUsed, book: PriceBook) -> CodeAlreadyUsed: ...
@overload
def refusal_of(refusal: discounts.AlreadyEnrolled, book: PriceBook) -> AlreadyEnrolled: ...
@overload
def refusal_of(refusal: payments.PackNotFound, book: PriceBook) -> PackNotFound: ...
@overload
def refusal_of(refusal: payments.PlanNotFound, book: PriceBook) -> PlanNotFound: ...
@overload
def refusal_of(refusal: payments.PurchaseNotFound, book: PriceBook) -> PurchaseNotFound: ...
@overload
def refusal_of(
    refusal: payments.PurchaseNotRefundable, book: PriceBook
) -> PurchaseNotRefundable: ...
@overload
def refusal_of(refusal: payments.PlanNotForAccount, book: PriceBook) -> PlanNotForAccount: ...
@overload
def refusal_of(refusal: payments.SeatsNotPossible, book: PriceBook) -> SeatsNotPossible: ...
@overload
def refusal_of(refusal: payments.NothingToChange, book: PriceBook) -> NothingToChange: ...
@overload
def refusal_of(refusal: payments.ChangePending, book: PriceBook) -> ChangePending: ...
@overload
def refusal_of(refusal: payments.SubscriptionNotPaid, book: PriceBook) -> SubscriptionNotPaid: ...
@overload
def refusal_of(refusal: payments.PaymentDeclined, book: PriceBook) -> PaymentDeclined: ...
@overload
def refusal_of(refusal: payments.AlreadySubscribed, book: PriceBook) -> AlreadySubscribed: ...
@overload
def refusal_of(refusal: payments.SubscriptionNotFound, book: PriceBook) -> SubscriptionNotFound: ...
@overload
def refusal_of(
    refusal: payments.PaymentMethodNotFound, book: PriceBook
) -> PaymentMethodNotFound: ...
@overload
def refusal_of(refusal: payments.PaymentUnavailable, book: PriceBook) -> PaymentUnavailable: ...
@overload
def refusal_of(refusal: payments.PaymentRefused, book: PriceBook) -> PaymentRefused: ...
@overload
def refusal_of(refusal: privacy.AccountNotErasable, book: PriceBook) -> AccountNotErasable: ...
@overload
def refusal_of(refusal: clock.ClockNotMovable, book: PriceBook) -> ClockNotMovable: ...
@overload
def refusal_of(refusal: requests.TeamNotFound, book: PriceBook) -> TeamNotFound: ...
@overload
def refusal_of(refusal: requests.NotAllowedInTeam, book: PriceBook) -> NotAllowedInTeam: ...
@overload
def refusal_of(refusal: requests.InvitationNotFound, book: PriceBook) -> InvitationNotFound: ...
@overload
def refusal_of(refusal: requests.InvitationExpired, book: PriceBook) -> InvitationExpired: ...
@overload
def refusal_of(refusal: requests.InvitationUsed, book: PriceBook) -> InvitationUsed: ...
@overload
def refusal_of(refusal: requests.TeamPlanGoesOn, book: PriceBook) -> TeamPlanGoesOn: ...
@overload
def refusal_of(refusal: teams.AlreadyInTeam, book: PriceBook) -> AlreadyInTeam: ...
@overload
def refusal_of(refusal: teams.TeamFull, book: PriceBook) -> TeamFull: ...
@overload
def refusal_of(refusal: teams.TeamIsClosed, book: PriceBook) -> TeamIsClosed: ...
@overload
def refusal_of(refusal: teams.OwnerMustHandOver, book: PriceBook) -> OwnerMustHandOver: ...
@overload
def refusal_of(refusal: teams.LimitNotPossible, book: PriceBook) -> LimitNotPossible: ...
@overload
def refusal_of(refusal: teams.NotAMember, book: PriceBook) -> NotAMember: ...
def refusal_of(refusal: AnyRefusal, book: PriceBook) -> Refusal:
    """Translate a refusal. `book` describes the models that it names."""
    match refusal:
        case ledger.InsufficientTokens():
            return InsufficientTokens(
                code=refusal.code,
                message=refusal.message,
                required=BigInt(refusal.required),
                available=BigInt(refusal.available),
                next_reset=refusal.next_reset,
                alternatives=_models(refusal.alternatives, book),
            )
        case ledger.ModelNotFound(name):
            named = ledger.ModelNotFound(name, book.names.nearest(name))
            return ModelNotFound(
                code=named.code, message=named.message, nearest=_models(named.nearest, book)
            )
        case ledger.QuotaExceeded():
            return QuotaExceeded(
                code=refusal.code,
                message=refusal.message,
                quota=Quota.of(refusal.quota),
                alternatives=_models(refusal.alternatives, book),
            )
        case ledger.CapReached(use, others):
            return CapReached(
                code=refusal.code,
                message=refusal.message,
                cap=SpendCap.of(use, book),
                used=BigInt(use.cap.used),
                resets_at=use.cap.ends_at,
                alternatives=_models(others, book),
            )
        case ledger.HoldClosed(account_id, hold, status):
            shown = Hold(account_id=account_id, hold=hold, book=book, status=status)
            return HoldClosed(code=refusal.code, message=refusal.message, hold=shown)
        case _:
            return _PLAIN[type(refusal)](code=refusal.code, message=refusal.message)


def _models(names: Iterable[str], book: PriceBook) -> list[Model]:
    return [Model.of(book.described(name)) for name in names]
