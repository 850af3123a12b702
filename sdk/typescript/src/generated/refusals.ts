// Generated from schema/schema.graphql by `npm run generate`. Do not edit.

import { Refused } from "../errors.js";
import type * as Types from "./types.js";

/** The catalog has no such plan, or it can't be subscribed to. */
export class PlanNotFound extends Refused {
}

/** The plan is for persons, or for families and teams, and this account is not one. */
export class PlanNotForAccount extends Refused {
}

/** The plan has other seats, the team has more members, or fewer seats have to wait for the end of the period. */
export class SeatsNotPossible extends Refused {
}

/** The account has a subscription already. */
export class AlreadySubscribed extends Refused {
}

/** The account has this plan with these seats, or will have it soon. */
export class NothingToChange extends Refused {
}

/** Another change waits for the end of the period. Take it back first. */
export class ChangePending extends Refused {
}

/** The account has no subscription that could be changed. */
export class SubscriptionNotFound extends Refused {
}

/** The present period of the subscription is not paid. */
export class SubscriptionNotPaid extends Refused {
}

/** There is no such account, or the caller may not see it. */
export class AccountNotFound extends Refused {
}

/** The payment provider can't be reached. Repeat with the same key. */
export class PaymentUnavailable extends Refused {
}

/** The payment provider refused the request, and would refuse a repetition too. The reason is in the log of this service. */
export class PaymentRefused extends Refused {
}

/** The account cannot be erased yet, for example because a hold is open; `message` gives the reason. */
export class AccountNotErasable extends Refused {
}

/** The account is in this programme already, for at least as long. No code is used. */
export class AlreadyEnrolled extends Refused {
}

/** The account is a member of a team, and may be in one team only. */
export class AlreadyInTeam extends Refused {
}

/** No valid API key with this id may record usage for the account. Whether there is another such key is not told. */
export class ApiKeyNotFound extends Refused {
}

/** A spend cap of the account leaves too little for this use. */
export class CapReached extends Refused {
  /** The cap. */
  declare readonly cap: Types.CapReachedFields["cap"];
  /** Premium tokens that uses have cost in its window. */
  declare readonly used: Types.CapReachedFields["used"];
  /** When its next window starts. */
  declare readonly resetsAt: Types.CapReachedFields["resetsAt"];
  /** Models that can be used now, free ones first. */
  declare readonly alternatives: Types.CapReachedFields["alternatives"];
}

/** The time cannot be moved, for example in production, with a real payment provider, or during another move. `message` gives the reason. */
export class ClockNotMovable extends Refused {
}

/** The account has used this code already. */
export class CodeAlreadyUsed extends Refused {
}

/** The code can't be used. Whether it is wrong, used up, over or revoked is not told. */
export class CodeNotFound extends Refused {
}

/** The hold was closed before: in another way, or it has expired. */
export class HoldClosed extends Refused {
  /** The hold, with its status. */
  declare readonly hold: Types.HoldClosedFields["hold"];
}

/** There is no such hold, or the caller may not close it. A hold placed with a `usage:write` key can only be closed or extended with a `usage:write` key. */
export class HoldNotFound extends Refused {
}

/** The idempotency key was used before, with other content. */
export class IdempotencyConflict extends Refused {
}

/** There are fewer premium tokens than the request needs. */
export class InsufficientTokens extends Refused {
  /** Premium tokens that the request needs. */
  declare readonly required: Types.InsufficientTokensFields["required"];
  /** Premium tokens that are available. */
  declare readonly available: Types.InsufficientTokensFields["available"];
  /** When the plan's allowance renews. */
  declare readonly nextReset: Types.InsufficientTokensFields["nextReset"];
  /** Models that can be used now, free ones first. */
  declare readonly alternatives: Types.InsufficientTokensFields["alternatives"];
}

/** The invitation has expired. */
export class InvitationExpired extends Refused {
}

/** No invitation with this code is open for the account. Perhaps it was revoked, or it is for another email address. */
export class InvitationNotFound extends Refused {
}

/** The invitation was used before: each works once. */
export class InvitationUsed extends Refused {
}

/** The limit is below zero. */
export class LimitNotPossible extends Refused {
}

/** The caller's API key may not use this model. Only in a batch: alone, a use with such a model is an error. */
export class ModelNotAllowed extends Refused {
}

/** The catalog has no model with this name, or it can't be used yet. */
export class ModelNotFound extends Refused {
  /** The models with the most similar names, the best first: at most three. */
  declare readonly nearest: Types.ModelNotFoundFields["nearest"];
}

/** The model has no native limit of the account, so no quota to watch. */
export class ModelWithoutLimit extends Refused {
}

/** The account is not a member of the team. */
export class NotAMember extends Refused {
}

/** The caller's role in the team does not allow this. */
export class NotAllowedInTeam extends Refused {
}

/** The owner can't leave, be removed or get another role before another member owns the team. */
export class OwnerMustHandOver extends Refused {
}

/** The catalog has no such pack. */
export class PackNotFound extends Refused {
}

/** The card or the bank declined the payment; nothing has changed. */
export class PaymentDeclined extends Refused {
}

/** The account has no such saved card, or none at all. */
export class PaymentMethodNotFound extends Refused {
}

/** There is no such programme, or it can't be asked for. */
export class ProgrammeNotFound extends Refused {
}

/** There is no such purchase. */
export class PurchaseNotFound extends Refused {
}

/** The purchase cannot be refunded, or not by this amount. */
export class PurchaseNotRefundable extends Refused {
}

/** Too little is left of the native limit of a free model, or of the limit that all accounts share (`quota.shared`). */
export class QuotaExceeded extends Refused {
  /** How much of the limit is used, and when it resets. */
  declare readonly quota: Types.QuotaExceededFields["quota"];
  /** Models that can be used now, free ones first. */
  declare readonly alternatives: Types.QuotaExceededFields["alternatives"];
}

/** All seats of the team are taken, now or after a change or an order of its plan that waits. */
export class TeamFull extends Refused {
}

/** The team is closed. */
export class TeamIsClosed extends Refused {
}

/** There is no such team, or the caller is not in it. */
export class TeamNotFound extends Refused {
}

/** The plan of the team could not be canceled at the payment provider, or its cards not be removed. The team stays open. */
export class TeamPlanGoesOn extends Refused {
}

/** The partner has 20 endpoints already. */
export class TooManyWebhookEndpoints extends Refused {
}

/** The address leads to a private, loopback or link-local network, to which nothing is sent unless the operator allows it. */
export class WebhookAddressRefused extends Refused {
}

/** There is no such delivery, or the caller may not see it. */
export class WebhookDeliveryNotFound extends Refused {
}

/** There is no such endpoint, or the caller may not see it. */
export class WebhookEndpointNotFound extends Refused {
}

/** This service sends no webhooks. The message says what it lacks. */
export class WebhooksUnavailable extends Refused {
}

/** The classes by the names of the API's types. */
export const REFUSALS: Readonly<Record<string, typeof Refused>> = {
  PlanNotFound,
  PlanNotForAccount,
  SeatsNotPossible,
  AlreadySubscribed,
  NothingToChange,
  ChangePending,
  SubscriptionNotFound,
  SubscriptionNotPaid,
  AccountNotFound,
  PaymentUnavailable,
  PaymentRefused,
  AccountNotErasable,
  AlreadyEnrolled,
  AlreadyInTeam,
  ApiKeyNotFound,
  CapReached,
  ClockNotMovable,
  CodeAlreadyUsed,
  CodeNotFound,
  HoldClosed,
  HoldNotFound,
  IdempotencyConflict,
  InsufficientTokens,
  InvitationExpired,
  InvitationNotFound,
  InvitationUsed,
  LimitNotPossible,
  ModelNotAllowed,
  ModelNotFound,
  ModelWithoutLimit,
  NotAMember,
  NotAllowedInTeam,
  OwnerMustHandOver,
  PackNotFound,
  PaymentDeclined,
  PaymentMethodNotFound,
  ProgrammeNotFound,
  PurchaseNotFound,
  PurchaseNotRefundable,
  QuotaExceeded,
  TeamFull,
  TeamIsClosed,
  TeamNotFound,
  TeamPlanGoesOn,
  TooManyWebhookEndpoints,
  WebhookAddressRefused,
  WebhookDeliveryNotFound,
  WebhookEndpointNotFound,
  WebhooksUnavailable,
};
