"""The right that a caller needs for each operation and each export."""

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
