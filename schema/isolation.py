"""The classes of everything in the API that can name an account, or a thing that belongs to one.

Somebody else's account must be answered as one that does not exist, and so must their holds,
purchases, keys and cursors. The classes say what each operation needs, and what each text or id
stands for. `tests/schema/test_isolation.py` compares the tables with the schema, so that a new
field, argument or export has a class. `tests/server/isolation` takes them to try every operation in
every role with somebody else's things. Nothing else reads them.
"""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """The right that a caller needs to learn or change something by an operation."""

    NOTHING = "NOTHING"
    """It is the same for everybody, except through DOORS."""
    CALLER = "CALLER"
    """Credentials. It is only about the caller."""
    READ = "READ"
    """The right to read the named account."""
    RECORD = "RECORD"
    """The right to record usage for the named account, or for the account of the named hold."""
    QUOTE = "QUOTE"
    """The right to read the named account, or to record usage for it."""
    WRITE = "WRITE"
    """The right to change the named account."""
    MEMBER = "MEMBER"
    """A membership in the team, with a role that allows it; or one that the request begins. No
    scope gives it."""
    OPEN = "OPEN"
    """The right to open the named account."""
    ADMIN = "ADMIN"
    """An administrator who reaches the named account, or the account of the named purchase."""
    PARTNER = "PARTNER"
    """A key of the partner whose webhooks these are, or an administrator of all accounts."""
    OPERATOR = "OPERATOR"
    """An administrator of all accounts. It is about all of them."""


class Names(StrEnum):
    """The thing that a text or an id names."""

    NOTHING = "NOTHING"
    """Something that no account owns: a model, a reason, an address, an operator's API key."""
    ACCOUNT = "ACCOUNT"
    TEAM = "TEAM"
    CODE = "CODE"
    """The code of an invitation. Whoever has it may use it, so only wrong ones are tried."""
    HOLD = "HOLD"
    PURCHASE = "PURCHASE"
    ENDPOINT = "ENDPOINT"
    DELIVERY = "DELIVERY"
    ITEM = "ITEM"
    """Another thing of an account, such as an entry. Only `node` takes it."""
    NODE = "NODE"
    """Any of the things above that can be read by its id alone."""
    KEY = "KEY"
    """An idempotency key. The same text is another key for another account, purchase or caller."""
    CURSOR = "CURSOR"
    """A place in a list. In another list it is the same place, or none."""
    ACTION = "ACTION"
    """An action of an operator, or who acted. Only administrators see it."""
    CALLER = "CALLER"
    """The caller of the request. Nobody can name another one."""


OPERATIONS: dict[str, Need] = {
    "Query.viewer": Need.CALLER,
    "Query.models": Need.NOTHING,
    "Query.modelCount": Need.NOTHING,
    "Query.model": Need.NOTHING,
    "Query.providers": Need.NOTHING,
    "Query.packs": Need.NOTHING,
    "Query.plans": Need.NOTHING,
    "Query.recommendations": Need.NOTHING,
    "Query.programmes": Need.NOTHING,
    "Query.programmeRequests": Need.OPERATOR,
    "Query.account": Need.READ,
    "Query.quote": Need.QUOTE,
    "Query.previewPlanChange": Need.WRITE,
    "Query.team": Need.READ,
    "Query.node": Need.READ,
    "Query.auditLog": Need.ADMIN,
    "Query.analytics": Need.OPERATOR,
    "Query.modelPrices": Need.OPERATOR,
    "Query.clock": Need.OPERATOR,
    "Query.webhookEndpoints": Need.PARTNER,
    "Mutation.createWebhookEndpoint": Need.PARTNER,
    "Mutation.rotateWebhookSecret": Need.PARTNER,
    "Mutation.deleteWebhookEndpoint": Need.PARTNER,
    "Mutation.pauseWebhookEndpoint": Need.PARTNER,
    "Mutation.resumeWebhookEndpoint": Need.PARTNER,
    "Mutation.replayWebhookDelivery": Need.PARTNER,
    "Mutation.sendTestEvent": Need.PARTNER,
    "Mutation.openAccount": Need.OPEN,
    "Mutation.recordUsage": Need.RECORD,
    "Mutation.recordUsageBatch": Need.RECORD,
    "Mutation.placeHold": Need.RECORD,
    "Mutation.settleHold": Need.RECORD,
    "Mutation.releaseHold": Need.RECORD,
    "Mutation.extendHold": Need.RECORD,
    "Mutation.purchasePack": Need.WRITE,
    "Mutation.subscribe": Need.WRITE,
    "Mutation.changePlan": Need.WRITE,
    "Mutation.cancelPlanChange": Need.WRITE,
    "Mutation.cancelSubscription": Need.WRITE,
    "Mutation.resumeSubscription": Need.WRITE,
    "Mutation.setSpendCap": Need.WRITE,
    "Mutation.removeSpendCap": Need.WRITE,
    "Mutation.setAlert": Need.WRITE,
    "Mutation.removeAlert": Need.WRITE,
    "Mutation.createTeam": Need.MEMBER,
    "Mutation.inviteToTeam": Need.MEMBER,
    "Mutation.joinTeam": Need.MEMBER,
    "Mutation.leaveTeam": Need.MEMBER,
    "Mutation.removeFromTeam": Need.MEMBER,
    "Mutation.setTeamMember": Need.MEMBER,
    "Mutation.handOverTeam": Need.MEMBER,
    "Mutation.revokeInvitation": Need.MEMBER,
    "Mutation.renameTeam": Need.MEMBER,
    "Mutation.closeTeam": Need.MEMBER,
    "Mutation.applyCode": Need.WRITE,
    "Mutation.requestProgramme": Need.WRITE,
    "Mutation.setProgramme": Need.ADMIN,
    "Mutation.removeProgramme": Need.ADMIN,
    "Mutation.savePaymentMethod": Need.WRITE,
    "Mutation.removePaymentMethod": Need.WRITE,
    "Mutation.setAutoTopUp": Need.WRITE,
    "Mutation.removeAutoTopUp": Need.WRITE,
    "Mutation.adjustBalance": Need.ADMIN,
    "Mutation.refundPurchase": Need.ADMIN,
    "Mutation.eraseAccount": Need.ADMIN,
    "Mutation.advanceClock": Need.OPERATOR,
    "Subscription.balance": Need.READ,
    "Subscription.quota": Need.READ,
    "Subscription.alerts": Need.READ,
}
"""The needs of each field of the root. `auditLog` without an account is about all of them."""

EXPORTS: dict[str, Need] = {
    "/export/usage.csv": Need.READ,
    "/export/usage.jsonl": Need.READ,
    "/export/ledger.csv": Need.READ,
    "/export/ledger.jsonl": Need.READ,
    "/export/account.json": Need.READ,
}
"""The needs of each export for its parameter `accountId`."""

INPUTS: dict[str, Names] = {
    "Query.model(name)": Names.NOTHING,
    "Query.models(provider)": Names.NOTHING,
    "Query.models(search)": Names.NOTHING,
    "Query.models(after)": Names.NOTHING,
    "Query.modelCount(provider)": Names.NOTHING,
    "Query.modelCount(search)": Names.NOTHING,
    "Query.modelPrices(search)": Names.NOTHING,
    "Query.modelPrices(after)": Names.NOTHING,
    "Query.account(id)": Names.ACCOUNT,
    "Query.team(id)": Names.TEAM,
    "Query.node(id)": Names.NODE,
    "Query.auditLog(accountId)": Names.ACCOUNT,
    "Query.auditLog(after)": Names.CURSOR,
    "Subscription.balance(accountId)": Names.ACCOUNT,
    "Subscription.quota(accountId)": Names.ACCOUNT,
    "Subscription.alerts(accountId)": Names.ACCOUNT,
    "Subscription.quota(models)": Names.NOTHING,
    "Account.quotas(models)": Names.NOTHING,
    "Account.usage(after)": Names.CURSOR,
    "Account.usage(model)": Names.NOTHING,
    "Account.usageSummary(timeZone)": Names.NOTHING,
    "Account.savings(insteadOf)": Names.NOTHING,
    "Account.ledger(after)": Names.CURSOR,
    "Account.purchases(after)": Names.CURSOR,
    "Team.members(after)": Names.CURSOR,
    "QuoteInput.accountId": Names.ACCOUNT,
    "QuoteInput.model": Names.NOTHING,
    "OpenAccountInput.accountId": Names.ACCOUNT,
    "RecordUsageInput.accountId": Names.ACCOUNT,
    "RecordUsageInput.model": Names.NOTHING,
    "RecordUsageInput.idempotencyKey": Names.KEY,
    "RecordUsageInput.metadata": Names.NOTHING,
    "PlaceHoldInput.accountId": Names.ACCOUNT,
    "PlaceHoldInput.model": Names.NOTHING,
    "PlaceHoldInput.idempotencyKey": Names.KEY,
    "SettleHoldInput.holdId": Names.HOLD,
    "SettleHoldInput.metadata": Names.NOTHING,
    "ReleaseHoldInput.holdId": Names.HOLD,
    "ExtendHoldInput.holdId": Names.HOLD,
    "PurchasePackInput.accountId": Names.ACCOUNT,
    "PurchasePackInput.pack": Names.NOTHING,
    "PurchasePackInput.successUrl": Names.NOTHING,
    "PurchasePackInput.cancelUrl": Names.NOTHING,
    "PurchasePackInput.receiptEmail": Names.NOTHING,
    "PurchasePackInput.idempotencyKey": Names.KEY,
    "SubscribeInput.accountId": Names.ACCOUNT,
    "SubscribeInput.plan": Names.NOTHING,
    "SubscribeInput.successUrl": Names.NOTHING,
    "SubscribeInput.cancelUrl": Names.NOTHING,
    "SubscribeInput.idempotencyKey": Names.KEY,
    "ChangePlanInput.accountId": Names.ACCOUNT,
    "ChangePlanInput.teamId": Names.TEAM,
    "ChangePlanInput.plan": Names.NOTHING,
    "ChangePlanInput.idempotencyKey": Names.KEY,
    "PreviewPlanChangeInput.accountId": Names.ACCOUNT,
    "PreviewPlanChangeInput.teamId": Names.TEAM,
    "PreviewPlanChangeInput.plan": Names.NOTHING,
    "CancelPlanChangeInput.accountId": Names.ACCOUNT,
    "CancelSubscriptionInput.accountId": Names.ACCOUNT,
    "ResumeSubscriptionInput.accountId": Names.ACCOUNT,
    "SetSpendCapInput.accountId": Names.ACCOUNT,
    "SetSpendCapInput.model": Names.NOTHING,
    "SetSpendCapInput.apiKeyId": Names.NOTHING,
    "RemoveSpendCapInput.accountId": Names.ACCOUNT,
    "RemoveSpendCapInput.model": Names.NOTHING,
    "RemoveSpendCapInput.apiKeyId": Names.NOTHING,
    "SetAlertInput.accountId": Names.ACCOUNT,
    "SetAlertInput.model": Names.NOTHING,
    "RemoveAlertInput.accountId": Names.ACCOUNT,
    "RemoveAlertInput.model": Names.NOTHING,
    "CreateTeamInput.name": Names.NOTHING,
    "CreateTeamInput.idempotencyKey": Names.KEY,
    "InviteToTeamInput.teamId": Names.TEAM,
    "InviteToTeamInput.address": Names.NOTHING,
    "InviteToTeamInput.idempotencyKey": Names.KEY,
    "JoinTeamInput.code": Names.CODE,
    "JoinTeamInput.idempotencyKey": Names.KEY,
    "LeaveTeamInput.teamId": Names.TEAM,
    "LeaveTeamInput.idempotencyKey": Names.KEY,
    "RemoveFromTeamInput.teamId": Names.TEAM,
    "RemoveFromTeamInput.accountId": Names.ACCOUNT,
    "RemoveFromTeamInput.idempotencyKey": Names.KEY,
    "SetTeamMemberInput.teamId": Names.TEAM,
    "SetTeamMemberInput.accountId": Names.ACCOUNT,
    "SetTeamMemberInput.idempotencyKey": Names.KEY,
    "HandOverTeamInput.teamId": Names.TEAM,
    "HandOverTeamInput.accountId": Names.ACCOUNT,
    "HandOverTeamInput.idempotencyKey": Names.KEY,
    "RevokeInvitationInput.code": Names.CODE,
    "RevokeInvitationInput.idempotencyKey": Names.KEY,
    "RenameTeamInput.teamId": Names.TEAM,
    "RenameTeamInput.name": Names.NOTHING,
    "RenameTeamInput.idempotencyKey": Names.KEY,
    "CloseTeamInput.teamId": Names.TEAM,
    "CloseTeamInput.idempotencyKey": Names.KEY,
    "ApplyCodeInput.accountId": Names.ACCOUNT,
    "ApplyCodeInput.code": Names.NOTHING,
    "ApplyCodeInput.idempotencyKey": Names.KEY,
    "RequestProgrammeInput.accountId": Names.ACCOUNT,
    "RequestProgrammeInput.programme": Names.NOTHING,
    "RequestProgrammeInput.proof": Names.NOTHING,
    "SetProgrammeInput.accountId": Names.ACCOUNT,
    "SetProgrammeInput.programme": Names.NOTHING,
    "SetProgrammeInput.reason": Names.NOTHING,
    "RemoveProgrammeInput.accountId": Names.ACCOUNT,
    "RemoveProgrammeInput.programme": Names.NOTHING,
    "RemoveProgrammeInput.reason": Names.NOTHING,
    "SavePaymentMethodInput.accountId": Names.ACCOUNT,
    "SavePaymentMethodInput.successUrl": Names.NOTHING,
    "SavePaymentMethodInput.cancelUrl": Names.NOTHING,
    "RemovePaymentMethodInput.accountId": Names.ACCOUNT,
    "RemovePaymentMethodInput.paymentMethodId": Names.NOTHING,
    "SetAutoTopUpInput.accountId": Names.ACCOUNT,
    "SetAutoTopUpInput.pack": Names.NOTHING,
    "RemoveAutoTopUpInput.accountId": Names.ACCOUNT,
    "AdjustBalanceInput.accountId": Names.ACCOUNT,
    "AdjustBalanceInput.reason": Names.NOTHING,
    "AdjustBalanceInput.idempotencyKey": Names.KEY,
    "RefundPurchaseInput.purchaseId": Names.PURCHASE,
    "RefundPurchaseInput.idempotencyKey": Names.KEY,
    "EraseAccountInput.accountId": Names.ACCOUNT,
    "EraseAccountInput.confirm": Names.ACCOUNT,
    "EraseAccountInput.idempotencyKey": Names.KEY,
    "AdvanceClockInput.idempotencyKey": Names.KEY,
    "WebhookEndpoint.deliveries(after)": Names.CURSOR,
    "CreateWebhookEndpointInput.url": Names.NOTHING,
    "CreateWebhookEndpointInput.events": Names.NOTHING,
    "CreateWebhookEndpointInput.description": Names.NOTHING,
    "CreateWebhookEndpointInput.accountPrefixes": Names.NOTHING,
    "RotateWebhookSecretInput.endpointId": Names.ENDPOINT,
    "DeleteWebhookEndpointInput.endpointId": Names.ENDPOINT,
    "PauseWebhookEndpointInput.endpointId": Names.ENDPOINT,
    "ResumeWebhookEndpointInput.endpointId": Names.ENDPOINT,
    "SendTestEventInput.endpointId": Names.ENDPOINT,
    "ReplayWebhookDeliveryInput.deliveryId": Names.DELIVERY,
}
"""The meaning of each argument and input field. Only texts, ids and JSON can name something, so
only those are listed."""

OUTPUTS: dict[str, Names] = {
    "Node.id": Names.NODE,
    "Account.id": Names.ACCOUNT,
    "AccountErased.pseudonym": Names.ACCOUNT,
    "Balance.accountId": Names.ACCOUNT,
    "Quota.accountId": Names.ACCOUNT,
    "Alert.accountId": Names.ACCOUNT,
    "ProgrammeRequest.accountId": Names.ACCOUNT,
    "PaymentMethod.id": Names.ITEM,
    "PaymentMethodStarted.url": Names.ITEM,
    "TopUpFailure.url": Names.ITEM,
    "WebhookEndpoint.id": Names.ENDPOINT,
    "WebhookEndpoint.url": Names.NOTHING,
    "WebhookEndpoint.accountPrefixes": Names.NOTHING,
    "WebhookDelivery.id": Names.DELIVERY,
    "WebhookDelivery.accountId": Names.ACCOUNT,
    "WebhookDeliveryEdge.cursor": Names.CURSOR,
    "Hold.id": Names.HOLD,
    "Purchase.id": Names.PURCHASE,
    "Team.id": Names.TEAM,
    "TeamMember.accountId": Names.ACCOUNT,
    "MemberRemoved.accountId": Names.ACCOUNT,
    "TeamMemberEdge.cursor": Names.CURSOR,
    "PlanSubscription.id": Names.ITEM,
    "Grant.id": Names.ITEM,
    "Charge.grantId": Names.ITEM,
    "Usage.id": Names.ITEM,
    "Usage.paidBy": Names.ACCOUNT,
    "Usage.member": Names.ACCOUNT,
    "LedgerEntry.id": Names.ITEM,
    "PurchaseStarted.checkoutUrl": Names.ITEM,
    "SubscriptionStarted.checkoutUrl": Names.ITEM,
    "Usage.idempotencyKey": Names.KEY,
    "SpendCap.apiKeyId": Names.NOTHING,
    "UsageEdge.cursor": Names.CURSOR,
    "LedgerEntryEdge.cursor": Names.CURSOR,
    "PurchaseEdge.cursor": Names.CURSOR,
    "AdminActionEdge.cursor": Names.CURSOR,
    "PageInfo.startCursor": Names.CURSOR,
    "PageInfo.endCursor": Names.CURSOR,
    "AdminAction.id": Names.ACTION,
    "AdminAction.actor": Names.ACTION,
    "AdminAction.request": Names.ACTION,
    "AdminAction.accountId": Names.ACCOUNT,
    "Viewer.subject": Names.CALLER,
    "Viewer.accountPrefixes": Names.CALLER,
    "UsageSummary.key": Names.NOTHING,
}
"""The meaning of each id in an answer, and of each text whose name sounds like one."""

DOORS: dict[str, Need] = {
    "Viewer.account": Need.READ,
    "Model.availability": Need.READ,
    "Pack.price": Need.READ,
    "Pack.listPrice": Need.READ,
    "Pack.discounts": Need.READ,
    "Plan.price": Need.READ,
    "Plan.discounts": Need.READ,
}
"""Fields beside the root that lead from public things or from the caller to the data of an account.
They only lead to the caller's own account."""
