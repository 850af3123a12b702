// Generated from schema/schema.graphql by `npm run generate`. Do not edit.

import { withKey } from "../client/keys.js";
import type { Refused } from "../errors.js";
import type { LiveOptions, RequestOptions } from "../options.js";
import type * as Types from "./types.js";

/** The whole API. Refusals are thrown; those of a batch are in its list. */
export abstract class Api {
  protected abstract ask<T>(document: string, variables: object, path: string[], options: RequestOptions): Promise<T>;
  protected abstract pages<T>(document: string, variables: object, path: string[], options: RequestOptions): AsyncIterableIterator<T>;
  protected abstract live<T>(document: string, variables: object, path: string[], options: LiveOptions): AsyncIterableIterator<T>;

  /** The models that can be used now, in the catalog's order. The next page begins after the last model's `name`; a page that is shorter than `first` is the last one. */
  models(args: {
    /** Only models of this provider. */
    provider?: string | null | undefined;
    /** Only models of this tier. */
    tier?: Types.ModelTier | null | undefined;
    /** Only models with this capability. */
    capability?: Types.Capability | null | undefined;
    /** Only models with each of these words in their names, aliases, description, provider or capabilities, and the model that has all of it as one of its names. Upper and lower case are equal. At most 100 characters. */
    search?: string | null | undefined;
    /** The number of models, 1 to 500. Default: all, if these are at most 500. */
    first?: number | null | undefined;
    /** The `name` of the previous page's last model. */
    after?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.Model>> {
    return this.ask("query models($provider: String, $tier: ModelTier, $capability: Capability, $search: String, $first: Int, $after: String) { models(provider: $provider, tier: $tier, capability: $capability, search: $search, first: $first, after: $after) { ...Model } }", args, ["models"], options);
  }

  /** The number of models that `models` has on all its pages. */
  modelCount(args: {
    /** Only models of this provider. */
    provider?: string | null | undefined;
    /** Only models of this tier. */
    tier?: Types.ModelTier | null | undefined;
    /** Only models with this capability. */
    capability?: Types.Capability | null | undefined;
    /** Only models with each of these words in their names, aliases, description, provider or capabilities, and the model that has all of it as one of its names. Upper and lower case are equal. At most 100 characters. */
    search?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<number> {
    return this.ask("query modelCount($provider: String, $tier: ModelTier, $capability: Capability, $search: String) { modelCount(provider: $provider, tier: $tier, capability: $capability, search: $search) }", args, ["modelCount"], options);
  }

  /** A model that can be used now, under any of its names; null if there is none. */
  model(args: {
    /** The model's name, or one of its other names. */
    name: string;
  }, options: RequestOptions = {}): Promise<Types.Model | null> {
    return this.ask("query model($name: String!) { model(name: $name) { ...Model } }", args, ["model"], options);
  }

  /** The prices of all models of the catalog, also of those that cannot be used yet, and where they come from. In pages like those of `models`. For operators. */
  modelPrices(args: {
    /** Only models with each of these words in their names, aliases, description, provider or capabilities, and the model that has all of it as one of its names. Upper and lower case are equal. At most 100 characters. */
    search?: string | null | undefined;
    /** Only prices written by hand (true), or from lists (false). */
    byHand?: boolean | null | undefined;
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
    /** The `name` of the previous page's last model. */
    after?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.ModelPrice>> {
    return this.ask("query modelPrices($search: String, $byHand: Boolean, $first: Int, $after: String) { modelPrices(search: $search, byHand: $byHand, first: $first, after: $after) { ...ModelPrice } }", args, ["modelPrices"], options);
  }

  /** The providers of the models. */
  providers(options: RequestOptions = {}): Promise<Array<Types.Provider>> {
    return this.ask("query providers { providers { ...Provider } }", {}, ["providers"], options);
  }

  /** Packs of premium tokens. They are bought once and never expire. */
  packs(options: RequestOptions = {}): Promise<Array<Types.Pack>> {
    return this.ask("query packs { packs { ...Pack } }", {}, ["packs"], options);
  }

  /** All plans. */
  plans(options: RequestOptions = {}): Promise<Array<Types.Plan>> {
    return this.ask("query plans { plans { ...Plan } }", {}, ["plans"], options);
  }

  /** Models for an audience, the best first. */
  recommendations(args: {
    /** The audience. */
    audience: Types.Audience;
  }, options: RequestOptions = {}): Promise<Array<Types.Recommendation>> {
    return this.ask("query recommendations($audience: Audience!) { recommendations(audience: $audience) { ...Recommendation } }", args, ["recommendations"], options);
  }

  /** An account, a use, a hold, a grant or a purchase by its id. Null if it does not exist, or if the caller may not see it. A hold is found while it is open, and while it is among the last closed ones; a grant while any of it is left. */
  node(args: {
    /** The `id` of the object. */
    id: string;
  }, options: RequestOptions = {}): Promise<Types.Node | null> {
    return this.ask("query node($id: ID!) { node(id: $id) { __typename id } }", args, ["node"], options);
  }

  /** A team. Null if it does not exist, or if the caller is not in it. */
  team(args: {
    /** Its id. */
    id: string;
  }, options: RequestOptions = {}): Promise<Types.Team | null> {
    return this.ask("query team($id: ID!) { team(id: $id) { ...Team } }", args, ["team"], options);
  }

  /** What a change of the plan would cost and do to the tokens. Changes nothing. For callers who may change the account. */
  previewPlanChange(input: Types.PreviewPlanChangeInput, options: RequestOptions = {}): Promise<Types.PlanChangePreview> {
    return this.ask("query previewPlanChange($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { __typename ... on Refusal { code message } ...PlanChangePreview ...PlanNotFound ...PlanNotForAccount ...SeatsNotPossible ...AlreadySubscribed ...NothingToChange ...ChangePending ...SubscriptionNotFound ...SubscriptionNotPaid ...AccountNotFound ...PaymentUnavailable ...PaymentRefused } }", { input }, ["previewPlanChange"], options);
  }

  /** The programmes that one can ask for, with a proof. */
  programmes(options: RequestOptions = {}): Promise<Array<Types.Programme>> {
    return this.ask("query programmes { programmes { ...Programme } }", {}, ["programmes"], options);
  }

  /** The requests for programmes that nobody has answered, the oldest first. For operators. */
  programmeRequests(args: {
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.ProgrammeRequest>> {
    return this.ask("query programmeRequests($first: Int) { programmeRequests(first: $first) { ...ProgrammeRequest } }", args, ["programmeRequests"], options);
  }

  /** Actions on other people's accounts, the newest first. For operators. */
  auditLog(args: {
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
    /** Only on this account. */
    accountId?: string | null | undefined;
    /** Only this kind of action. */
    action?: Types.AdminActionKind | null | undefined;
    /** Only actions at this time or later. */
    from?: string | null | undefined;
    /** Only actions before this time. */
    to?: string | null | undefined;
  } = {}, options: RequestOptions = {}): AsyncIterableIterator<Types.AdminAction> {
    return this.pages("query auditLog($first: Int, $after: String, $accountId: ID, $action: AdminActionKind, $from: DateTime, $to: DateTime) { auditLog(first: $first, after: $after, accountId: $accountId, action: $action, from: $from, to: $to) { nodes { ...AdminAction } pageInfo { hasNextPage endCursor } } }", args, ["auditLog"], options);
  }

  /** The service's clock. For operators. */
  clock(options: RequestOptions = {}): Promise<Types.ServiceClock> {
    return this.ask("query clock { clock { ...ServiceClock } }", {}, ["clock"], options);
  }

  /** The webhook endpoints of the caller's partner, the oldest first; of all partners for an administrator of all accounts. Needs the scope `webhooks:write`. */
  webhookEndpoints(options: RequestOptions = {}): Promise<Array<Types.WebhookEndpoint>> {
    return this.ask("query webhookEndpoints { webhookEndpoints { ...WebhookEndpoint } }", {}, ["webhookEndpoints"], options);
  }

  /** The caller. */
  viewer(options: RequestOptions = {}): Promise<Types.Viewer> {
    return this.ask("query viewer { viewer { ...Viewer } }", {}, ["viewer"], options);
  }

  /** An account. Null if it does not exist, or if the caller may not see it. */
  account(args: {
    /** The account. Default: the caller's own. */
    id?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Types.Account | null> {
    return this.ask("query account($id: ID) { account(id: $id) { ...Account } }", args, ["account"], options);
  }

  /** The cost of a use now, and whether it would be allowed. */
  quote(input: Types.QuoteInput, options: RequestOptions = {}): Promise<Types.Quote> {
    return this.ask("query quote($input: QuoteInput!) { quote(input: $input) { ...Quote } }", { input }, ["quote"], options);
  }

  /** The service's figures for its owner (scope `admin`), in whole days (UTC), half-open. Default: the last 30 days. */
  analytics(args: {
    /** The first day is the day (UTC) of this instant. Default: 30 days. */
    from?: string | null | undefined;
    /** The end of the range. The day (UTC) that contains this instant is included. Default: through today. At most 1,830 days. */
    to?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Types.Analytics> {
    return this.ask("query analytics($from: DateTime, $to: DateTime) { analytics(from: $from, to: $to) { ...Analytics } }", args, ["analytics"], options);
  }

  /** How much of each native limit is used: for `models`, or for all free models. */
  quotas(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** Names of models with a limit: free ones, and those with a limit that all accounts share. Default: all. */
    models?: Array<string> | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.Quota> | null> {
    return this.ask("query quotas($accountId: ID, $models: [String!]) { account(id: $accountId) { quotas(models: $models) { ...Quota } } }", args, ["account","quotas"], options);
  }

  /** Its saved cards, the latest first; automatic top-ups use that one. Null, with an error, while the payment provider can't be reached. */
  paymentMethods(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.PaymentMethod> | null> {
    return this.ask("query paymentMethods($accountId: ID) { account(id: $accountId) { paymentMethods { ...PaymentMethod } } }", args, ["account","paymentMethods"], options);
  }

  /** Its uses of models, the newest first. In the account of a team, plain members see their own uses. */
  usage(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
    /** Only uses of the model with this name. */
    model?: string | null | undefined;
    /** Only uses at this time or later. */
    from?: string | null | undefined;
    /** Only uses before this time. */
    to?: string | null | undefined;
  } = {}, options: RequestOptions = {}): AsyncIterableIterator<Types.Usage> {
    return this.pages("query usage($accountId: ID, $first: Int, $after: String, $model: String, $from: DateTime, $to: DateTime) { account(id: $accountId) { usage(first: $first, after: $after, model: $model, from: $from, to: $to) { nodes { ...Usage } pageInfo { hasNextPage endCursor } } } }", args, ["account","usage"], options);
  }

  /** Sums over its uses that occurred in [from, to). */
  usageSummary(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** The grouping of the rows. */
    by: Types.UsageGrouping;
    /** Only uses at this time or later. */
    from?: string | null | undefined;
    /** Only uses before this time. */
    to?: string | null | undefined;
    /** The time zone of days and hours: a name of the IANA database, for example Europe/Berlin. For DAY and HOUR. */
    timeZone?: string | undefined;
  }, options: RequestOptions = {}): Promise<Array<Types.UsageSummary> | null> {
    return this.ask("query usageSummary($accountId: ID, $by: UsageGrouping!, $from: DateTime, $to: DateTime, $timeZone: String! = \"UTC\") { account(id: $accountId) { usageSummary(by: $by, from: $from, to: $to, timeZone: $timeZone) { ...UsageSummary } } }", args, ["account","usageSummary"], options);
  }

  /** How long its tokens last: the allowance, the rest of the balance, and each native limit used in the last 28 days. */
  forecast(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.Forecast> | null> {
    return this.ask("query forecast($accountId: ID) { account(id: $accountId) { forecast { ...Forecast } } }", args, ["account","forecast"], options);
  }

  /** What the account saved by using free models in [from, to). */
  savings(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** Only uses at this time or later. */
    from?: string | null | undefined;
    /** Only uses before this time. */
    to?: string | null | undefined;
    /** The name of the premium model to compare with. Default: the model that would have been the cheapest. */
    insteadOf?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Types.Savings | null> {
    return this.ask("query savings($accountId: ID, $from: DateTime, $to: DateTime, $insteadOf: String) { account(id: $accountId) { savings(from: $from, to: $to, insteadOf: $insteadOf) { ...Savings } } }", args, ["account","savings"], options);
  }

  /** Better choices, from the uses of the last 30 days: at most three free models, then the cheapest plan and packs. Without uses, models to start with. */
  suggestions(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.Suggestion> | null> {
    return this.ask("query suggestions($accountId: ID) { account(id: $accountId) { suggestions { ...Suggestion } } }", args, ["account","suggestions"], options);
  }

  /** Every change of its balance, the newest first. In the account of a team, plain members see their own uses. */
  ledger(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
  } = {}, options: RequestOptions = {}): AsyncIterableIterator<Types.LedgerEntry> {
    return this.pages("query ledger($accountId: ID, $first: Int, $after: String) { account(id: $accountId) { ledger(first: $first, after: $after) { nodes { ...LedgerEntry } pageInfo { hasNextPage endCursor } } } }", args, ["account","ledger"], options);
  }

  /** The packs it bought, the newest first. */
  purchases(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
  } = {}, options: RequestOptions = {}): AsyncIterableIterator<Types.Purchase> {
    return this.pages("query purchases($accountId: ID, $first: Int, $after: String) { account(id: $accountId) { purchases(first: $first, after: $after) { nodes { ...Purchase } pageInfo { hasNextPage endCursor } } } }", args, ["account","purchases"], options);
  }

  /** Reserved tokens: the open holds, oldest first, then the last closed holds (at most 100), newest first. */
  holds(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** Only holds with this status. */
    status?: Types.HoldStatus | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Array<Types.Hold> | null> {
    return this.ask("query holds($accountId: ID, $status: HoldStatus) { account(id: $accountId) { holds(status: $status) { ...Hold } } }", args, ["account","holds"], options);
  }

  /** The account in the layout of the first billing system. */
  userBilling(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: RequestOptions = {}): Promise<Types.UserBilling | null> {
    return this.ask("query userBilling($accountId: ID) { account(id: $accountId) { userBilling { ...UserBilling } } }", args, ["account","userBilling"], options);
  }

  /** Its members, in the order in which they joined. A plain member sees only itself. */
  teamMembers(args: {
    /** Its id. */
    teamId: string;
    /** The number of items, 1 to 500. Default: 50. */
    first?: number | null | undefined;
  }, options: RequestOptions = {}): AsyncIterableIterator<Types.TeamMember> {
    return this.pages("query members($teamId: ID!, $first: Int, $after: String) { team(id: $teamId) { members(first: $first, after: $after) { nodes { ...TeamMember } pageInfo { hasNextPage endCursor } } } }", args, ["team","members"], options);
  }

  /** Reserves the highest possible cost of a use, until the hold is settled, released or expired. */
  placeHold(input: Types.PlaceHoldInput, options: RequestOptions = {}): Promise<Types.HoldPlaced> {
    return this.ask("mutation placeHold($input: PlaceHoldInput!) { placeHold(input: $input) { __typename ... on Refusal { code message } ...HoldPlaced ...InsufficientTokens ...QuotaExceeded ...CapReached ...ModelNotFound ...AccountNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["placeHold"], options);
  }

  /** Records the use of a hold. The hold pays first, then the balance; the rest becomes debt. Tokens that are left of the hold return. */
  settleHold(input: Types.SettleHoldInput, options: RequestOptions = {}): Promise<Types.HoldSettled> {
    return this.ask("mutation settleHold($input: SettleHoldInput!) { settleHold(input: $input) { __typename ... on Refusal { code message } ...HoldSettled ...HoldNotFound ...HoldClosed } }", { input }, ["settleHold"], options);
  }

  /** Closes a hold without a use. Its tokens return. */
  releaseHold(input: Types.ReleaseHoldInput, options: RequestOptions = {}): Promise<Types.HoldReleased> {
    return this.ask("mutation releaseHold($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename ... on Refusal { code message } ...HoldReleased ...HoldNotFound ...HoldClosed } }", { input }, ["releaseHold"], options);
  }

  /** Lets an open hold last longer, for a long stream. Repeat it while the stream runs; a hold that has expired can't be extended. */
  extendHold(input: Types.ExtendHoldInput, options: RequestOptions = {}): Promise<Types.HoldExtended> {
    return this.ask("mutation extendHold($input: ExtendHoldInput!) { extendHold(input: $input) { __typename ... on Refusal { code message } ...HoldExtended ...HoldNotFound ...HoldClosed } }", { input }, ["extendHold"], options);
  }

  /** Sets a spend cap, or changes its tokens. Safe to repeat without a key. */
  setSpendCap(input: Types.SetSpendCapInput, options: RequestOptions = {}): Promise<Types.SpendCapSet> {
    return this.ask("mutation setSpendCap($input: SetSpendCapInput!) { setSpendCap(input: $input) { __typename ... on Refusal { code message } ...SpendCapSet ...ModelNotFound ...ApiKeyNotFound ...AccountNotFound } }", { input }, ["setSpendCap"], options);
  }

  /** Removes a spend cap. Safe to repeat without a key. */
  removeSpendCap(input: Types.RemoveSpendCapInput, options: RequestOptions = {}): Promise<Types.SpendCapRemoved> {
    return this.ask("mutation removeSpendCap($input: RemoveSpendCapInput!) { removeSpendCap(input: $input) { __typename ... on Refusal { code message } ...SpendCapRemoved ...AccountNotFound } }", { input }, ["removeSpendCap"], options);
  }

  /** Sets an alert. Safe to repeat without a key. */
  setAlert(input: Types.SetAlertInput, options: RequestOptions = {}): Promise<Types.AlertSet> {
    return this.ask("mutation setAlert($input: SetAlertInput!) { setAlert(input: $input) { __typename ... on Refusal { code message } ...AlertSet ...ModelNotFound ...ModelWithoutLimit ...AccountNotFound } }", { input }, ["setAlert"], options);
  }

  /** Removes an alert. Safe to repeat without a key. */
  removeAlert(input: Types.RemoveAlertInput, options: RequestOptions = {}): Promise<Types.AlertRemoved> {
    return this.ask("mutation removeAlert($input: RemoveAlertInput!) { removeAlert(input: $input) { __typename ... on Refusal { code message } ...AlertRemoved ...AccountNotFound } }", { input }, ["removeAlert"], options);
  }

  /** Makes an invitation to a team. Admins invite plain members, the owner also admins. A repeat has the same code until it is used. */
  inviteToTeam(input: Types.InviteToTeamInput, options: RequestOptions = {}): Promise<Types.TeamInvited> {
    return this.ask("mutation inviteToTeam($input: InviteToTeamInput!) { inviteToTeam(input: $input) { __typename ... on Refusal { code message } ...TeamInvited ...TeamNotFound ...NotAllowedInTeam ...TeamIsClosed ...LimitNotPossible ...AlreadyInTeam ...InvitationUsed ...InvitationExpired ...InvitationNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["inviteToTeam"], options);
  }

  /** Joins a team by an invitation. */
  joinTeam(input: Types.JoinTeamInput, options: RequestOptions = {}): Promise<Types.TeamJoined> {
    return this.ask("mutation joinTeam($input: JoinTeamInput!) { joinTeam(input: $input) { __typename ... on Refusal { code message } ...TeamJoined ...InvitationNotFound ...InvitationExpired ...InvitationUsed ...AlreadyInTeam ...TeamFull ...TeamIsClosed ...IdempotencyConflict } }", { input: withKey(input) }, ["joinTeam"], options);
  }

  /** Revokes an invitation. For the owner and the admins of its team. */
  revokeInvitation(input: Types.RevokeInvitationInput, options: RequestOptions = {}): Promise<Types.InvitationRevoked> {
    return this.ask("mutation revokeInvitation($input: RevokeInvitationInput!) { revokeInvitation(input: $input) { __typename ... on Refusal { code message } ...InvitationRevoked ...InvitationNotFound ...InvitationUsed ...NotAllowedInTeam ...IdempotencyConflict } }", { input: withKey(input) }, ["revokeInvitation"], options);
  }

  /** Founds a team. The caller becomes its owner. */
  createTeam(input: Types.CreateTeamInput, options: RequestOptions = {}): Promise<Types.TeamCreated> {
    return this.ask("mutation createTeam($input: CreateTeamInput!) { createTeam(input: $input) { __typename ... on Refusal { code message } ...TeamCreated ...AlreadyInTeam ...IdempotencyConflict } }", { input: withKey(input) }, ["createTeam"], options);
  }

  /** Leaves a team, at once. Open holds still settle with the team's tokens. */
  leaveTeam(input: Types.LeaveTeamInput, options: RequestOptions = {}): Promise<Types.TeamLeft> {
    return this.ask("mutation leaveTeam($input: LeaveTeamInput!) { leaveTeam(input: $input) { __typename ... on Refusal { code message } ...TeamLeft ...TeamNotFound ...NotAMember ...OwnerMustHandOver ...IdempotencyConflict } }", { input: withKey(input) }, ["leaveTeam"], options);
  }

  /** Removes a member, at once. Admins remove plain members, the owner everybody else. */
  removeFromTeam(input: Types.RemoveFromTeamInput, options: RequestOptions = {}): Promise<Types.MemberRemoved> {
    return this.ask("mutation removeFromTeam($input: RemoveFromTeamInput!) { removeFromTeam(input: $input) { __typename ... on Refusal { code message } ...MemberRemoved ...TeamNotFound ...NotAllowedInTeam ...NotAMember ...OwnerMustHandOver ...IdempotencyConflict } }", { input: withKey(input) }, ["removeFromTeam"], options);
  }

  /** Changes a member. Everybody decides for itself whose tokens pay. Admins set the limits of plain members, the owner all limits and roles. */
  setTeamMember(input: Types.SetTeamMemberInput, options: RequestOptions = {}): Promise<Types.MemberChanged> {
    return this.ask("mutation setTeamMember($input: SetTeamMemberInput!) { setTeamMember(input: $input) { __typename ... on Refusal { code message } ...MemberChanged ...TeamNotFound ...NotAllowedInTeam ...NotAMember ...OwnerMustHandOver ...TeamIsClosed ...LimitNotPossible ...IdempotencyConflict } }", { input: withKey(input) }, ["setTeamMember"], options);
  }

  /** Gives the team to another member, who becomes its owner. The caller becomes an admin. */
  handOverTeam(input: Types.HandOverTeamInput, options: RequestOptions = {}): Promise<Types.TeamHandedOver> {
    return this.ask("mutation handOverTeam($input: HandOverTeamInput!) { handOverTeam(input: $input) { __typename ... on Refusal { code message } ...TeamHandedOver ...TeamNotFound ...NotAllowedInTeam ...NotAMember ...TeamIsClosed ...IdempotencyConflict } }", { input: withKey(input) }, ["handOverTeam"], options);
  }

  /** Renames a team. For its owner and its admins. */
  renameTeam(input: Types.RenameTeamInput, options: RequestOptions = {}): Promise<Types.TeamRenamed> {
    return this.ask("mutation renameTeam($input: RenameTeamInput!) { renameTeam(input: $input) { __typename ... on Refusal { code message } ...TeamRenamed ...TeamNotFound ...NotAllowedInTeam ...TeamIsClosed ...IdempotencyConflict } }", { input: withKey(input) }, ["renameTeam"], options);
  }

  /** Closes a team. Its owner gets what is left of each grant of the pool, with its source and its end. A subscription of the pool is canceled. */
  closeTeam(input: Types.CloseTeamInput, options: RequestOptions = {}): Promise<Types.TeamClosed> {
    return this.ask("mutation closeTeam($input: CloseTeamInput!) { closeTeam(input: $input) { __typename ... on Refusal { code message } ...TeamClosed ...TeamNotFound ...NotAllowedInTeam ...NotAMember ...TeamPlanGoesOn ...IdempotencyConflict } }", { input: withKey(input) }, ["closeTeam"], options);
  }

  /** Starts the purchase of a pack. Its tokens are credited when it is paid. */
  purchasePack(input: Types.PurchasePackInput, options: RequestOptions = {}): Promise<Types.PurchaseStarted> {
    return this.ask("mutation purchasePack($input: PurchasePackInput!) { purchasePack(input: $input) { __typename ... on Refusal { code message } ...PurchaseStarted ...PackNotFound ...AccountNotFound ...IdempotencyConflict ...PaymentUnavailable ...PaymentRefused } }", { input: withKey(input) }, ["purchasePack"], options);
  }

  /** Refunds a purchase. For operators. */
  refundPurchase(input: Types.RefundPurchaseInput, options: RequestOptions = {}): Promise<Types.PurchaseRefunded> {
    return this.ask("mutation refundPurchase($input: RefundPurchaseInput!) { refundPurchase(input: $input) { __typename ... on Refusal { code message } ...PurchaseRefunded ...PurchaseNotFound ...PurchaseNotRefundable ...IdempotencyConflict ...PaymentUnavailable } }", { input: withKey(input) }, ["refundPurchase"], options);
  }

  /** Starts a subscription. It begins when it is paid. */
  subscribe(input: Types.SubscribeInput, options: RequestOptions = {}): Promise<Types.SubscriptionStarted> {
    return this.ask("mutation subscribe($input: SubscribeInput!) { subscribe(input: $input) { __typename ... on Refusal { code message } ...SubscriptionStarted ...PlanNotFound ...PlanNotForAccount ...SeatsNotPossible ...AlreadySubscribed ...AccountNotFound ...IdempotencyConflict ...PaymentUnavailable ...PaymentRefused } }", { input: withKey(input) }, ["subscribe"], options);
  }

  /** Ends a subscription, with its paid period or now. */
  cancelSubscription(input: Types.CancelSubscriptionInput, options: RequestOptions = {}): Promise<Types.SubscriptionCanceled> {
    return this.ask("mutation cancelSubscription($input: CancelSubscriptionInput!) { cancelSubscription(input: $input) { __typename ... on Refusal { code message } ...SubscriptionCanceled ...SubscriptionNotFound ...AccountNotFound ...PaymentUnavailable ...PaymentRefused } }", { input }, ["cancelSubscription"], options);
  }

  /** Cancels a pending cancellation, so that the subscription renews. */
  resumeSubscription(input: Types.ResumeSubscriptionInput, options: RequestOptions = {}): Promise<Types.SubscriptionResumed> {
    return this.ask("mutation resumeSubscription($input: ResumeSubscriptionInput!) { resumeSubscription(input: $input) { __typename ... on Refusal { code message } ...SubscriptionResumed ...SubscriptionNotFound ...AccountNotFound ...PaymentUnavailable ...PaymentRefused } }", { input }, ["resumeSubscription"], options);
  }

  /** Changes the plan or the seats of a subscription. Now: the rest of the paid period is charged or credited, and fewer seats of the same plan are refused. At the end of the period: nothing is charged before. A first subscription begins with `subscribe`. */
  changePlan(input: Types.ChangePlanInput, options: RequestOptions = {}): Promise<Types.PlanChanged> {
    return this.ask("mutation changePlan($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on Refusal { code message } ...PlanChanged ...PlanNotFound ...PlanNotForAccount ...SeatsNotPossible ...AlreadySubscribed ...NothingToChange ...ChangePending ...SubscriptionNotFound ...SubscriptionNotPaid ...AccountNotFound ...IdempotencyConflict ...PaymentDeclined ...PaymentUnavailable ...PaymentRefused } }", { input: withKey(input) }, ["changePlan"], options);
  }

  /** Takes back a change that waits for the end of the period, also the end of the subscription. */
  cancelPlanChange(input: Types.CancelPlanChangeInput, options: RequestOptions = {}): Promise<Types.PlanChangeCanceled> {
    return this.ask("mutation cancelPlanChange($input: CancelPlanChangeInput!) { cancelPlanChange(input: $input) { __typename ... on Refusal { code message } ...PlanChangeCanceled ...SubscriptionNotFound ...AccountNotFound ...PaymentDeclined ...PaymentUnavailable ...PaymentRefused } }", { input }, ["cancelPlanChange"], options);
  }

  /** Uses a code for an account, which is then in the code's programme. Tries are limited: each takes much of the rate limits. */
  applyCode(input: Types.ApplyCodeInput, options: RequestOptions = {}): Promise<Types.CodeApplied> {
    return this.ask("mutation applyCode($input: ApplyCodeInput!) { applyCode(input: $input) { __typename ... on Refusal { code message } ...CodeApplied ...CodeNotFound ...CodeAlreadyUsed ...AlreadyEnrolled ...AccountNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["applyCode"], options);
  }

  /** Asks an operator to put an account into a programme that needs a proof. */
  requestProgramme(input: Types.RequestProgrammeInput, options: RequestOptions = {}): Promise<Types.ProgrammeRequested> {
    return this.ask("mutation requestProgramme($input: RequestProgrammeInput!) { requestProgramme(input: $input) { __typename ... on Refusal { code message } ...ProgrammeRequested ...ProgrammeNotFound ...AlreadyEnrolled ...AccountNotFound } }", { input }, ["requestProgramme"], options);
  }

  /** Puts an account into a programme, or changes its end. Safe to repeat without a key. For operators. */
  setProgramme(input: Types.SetProgrammeInput, options: RequestOptions = {}): Promise<Types.ProgrammeSet> {
    return this.ask("mutation setProgramme($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename ... on Refusal { code message } ...ProgrammeSet ...ProgrammeNotFound ...AccountNotFound } }", { input }, ["setProgramme"], options);
  }

  /** Takes an account out of a programme, or declines its request. Safe to repeat without a key. For operators. */
  removeProgramme(input: Types.RemoveProgrammeInput, options: RequestOptions = {}): Promise<Types.ProgrammeRemoved> {
    return this.ask("mutation removeProgramme($input: RemoveProgrammeInput!) { removeProgramme(input: $input) { __typename ... on Refusal { code message } ...ProgrammeRemoved ...AccountNotFound } }", { input }, ["removeProgramme"], options);
  }

  /** Starts saving a card, on a page of the payment provider. Nothing is paid. */
  savePaymentMethod(input: Types.SavePaymentMethodInput, options: RequestOptions = {}): Promise<Types.PaymentMethodStarted> {
    return this.ask("mutation savePaymentMethod($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename ... on Refusal { code message } ...PaymentMethodStarted ...AccountNotFound ...PaymentUnavailable ...PaymentRefused } }", { input }, ["savePaymentMethod"], options);
  }

  /** Removes a saved card. */
  removePaymentMethod(input: Types.RemovePaymentMethodInput, options: RequestOptions = {}): Promise<Types.PaymentMethodRemoved> {
    return this.ask("mutation removePaymentMethod($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename ... on Refusal { code message } ...PaymentMethodRemoved ...PaymentMethodNotFound ...AccountNotFound ...PaymentUnavailable } }", { input }, ["removePaymentMethod"], options);
  }

  /** Sets the automatic top-up, or starts a stopped one again. Safe to repeat without a key. It needs a saved card. */
  setAutoTopUp(input: Types.SetAutoTopUpInput, options: RequestOptions = {}): Promise<Types.AutoTopUpSet> {
    return this.ask("mutation setAutoTopUp($input: SetAutoTopUpInput!) { setAutoTopUp(input: $input) { __typename ... on Refusal { code message } ...AutoTopUpSet ...PackNotFound ...PaymentMethodNotFound ...AccountNotFound ...PaymentUnavailable } }", { input }, ["setAutoTopUp"], options);
  }

  /** Removes the automatic top-up. Safe to repeat without a key. A payment that has begun is still credited. */
  removeAutoTopUp(input: Types.RemoveAutoTopUpInput, options: RequestOptions = {}): Promise<Types.AutoTopUpRemoved> {
    return this.ask("mutation removeAutoTopUp($input: RemoveAutoTopUpInput!) { removeAutoTopUp(input: $input) { __typename ... on Refusal { code message } ...AutoTopUpRemoved ...AccountNotFound } }", { input }, ["removeAutoTopUp"], options);
  }

  /** Erases an account permanently. Personal data is removed; the ledger stays, under a pseudonym. The id can be used again. For operators. */
  eraseAccount(input: Types.EraseAccountInput, options: RequestOptions = {}): Promise<Types.AccountErased> {
    return this.ask("mutation eraseAccount($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename ... on Refusal { code message } ...AccountErased ...AccountNotErasable ...AccountNotFound } }", { input: withKey(input) }, ["eraseAccount"], options);
  }

  /** Moves the service's time ahead, so that the end of a month can be tried out. Only in development. For operators. */
  advanceClock(input: Types.AdvanceClockInput, options: RequestOptions = {}): Promise<Types.ClockAdvanced> {
    return this.ask("mutation advanceClock($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename ... on Refusal { code message } ...ClockAdvanced ...ClockNotMovable ...IdempotencyConflict } }", { input: withKey(input) }, ["advanceClock"], options);
  }

  /** Creates a webhook endpoint, and shows its secret. Each call creates another. */
  createWebhookEndpoint(input: Types.CreateWebhookEndpointInput, options: RequestOptions = {}): Promise<Types.WebhookEndpointCreated> {
    return this.ask("mutation createWebhookEndpoint($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ...WebhookEndpointCreated ...WebhookAddressRefused ...TooManyWebhookEndpoints ...WebhooksUnavailable } }", { input }, ["createWebhookEndpoint"], options);
  }

  /** Gives an endpoint a new secret. The earlier one stays valid for 24 hours, in which each request has two signatures; an even earlier one ends at once. */
  rotateWebhookSecret(input: Types.RotateWebhookSecretInput, options: RequestOptions = {}): Promise<Types.WebhookSecretRotated> {
    return this.ask("mutation rotateWebhookSecret($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { __typename ... on Refusal { code message } ...WebhookSecretRotated ...WebhookEndpointNotFound ...WebhooksUnavailable } }", { input }, ["rotateWebhookSecret"], options);
  }

  /** Deletes an endpoint and its deliveries. */
  deleteWebhookEndpoint(input: Types.DeleteWebhookEndpointInput, options: RequestOptions = {}): Promise<Types.WebhookEndpointDeleted> {
    return this.ask("mutation deleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) { deleteWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ...WebhookEndpointDeleted ...WebhookEndpointNotFound } }", { input }, ["deleteWebhookEndpoint"], options);
  }

  /** Sends nothing to an endpoint until it is resumed. Its events wait, up to three days. */
  pauseWebhookEndpoint(input: Types.PauseWebhookEndpointInput, options: RequestOptions = {}): Promise<Types.WebhookEndpointPaused> {
    return this.ask("mutation pauseWebhookEndpoint($input: PauseWebhookEndpointInput!) { pauseWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ...WebhookEndpointPaused ...WebhookEndpointNotFound } }", { input }, ["pauseWebhookEndpoint"], options);
  }

  /** Sends events to a paused or dead endpoint again. */
  resumeWebhookEndpoint(input: Types.ResumeWebhookEndpointInput, options: RequestOptions = {}): Promise<Types.WebhookEndpointResumed> {
    return this.ask("mutation resumeWebhookEndpoint($input: ResumeWebhookEndpointInput!) { resumeWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ...WebhookEndpointResumed ...WebhookEndpointNotFound } }", { input }, ["resumeWebhookEndpoint"], options);
  }

  /** Sends a delivery again, with the same `webhook-id`. One that still waits stays as it is. */
  replayWebhookDelivery(input: Types.ReplayWebhookDeliveryInput, options: RequestOptions = {}): Promise<Types.WebhookDeliveryReplayed> {
    return this.ask("mutation replayWebhookDelivery($input: ReplayWebhookDeliveryInput!) { replayWebhookDelivery(input: $input) { __typename ... on Refusal { code message } ...WebhookDeliveryReplayed ...WebhookDeliveryNotFound } }", { input }, ["replayWebhookDelivery"], options);
  }

  /** Sends an event of the type `webhook.test` to an endpoint. */
  sendTestEvent(input: Types.SendTestEventInput, options: RequestOptions = {}): Promise<Types.TestEventSent> {
    return this.ask("mutation sendTestEvent($input: SendTestEventInput!) { sendTestEvent(input: $input) { __typename ... on Refusal { code message } ...TestEventSent ...WebhookEndpointNotFound } }", { input }, ["sendTestEvent"], options);
  }

  /** Opens an account, or returns the existing one. To read more than `id` and `createdAt` of an existing account, the caller needs a scope for reading it. */
  openAccount(input: Types.OpenAccountInput, options: RequestOptions = {}): Promise<Types.Account> {
    return this.ask("mutation openAccount($input: OpenAccountInput!) { openAccount(input: $input) { ...Account } }", { input }, ["openAccount"], options);
  }

  /** Records one use of a model, and charges it. */
  recordUsage(input: Types.RecordUsageInput, options: RequestOptions = {}): Promise<Types.UsageRecorded> {
    return this.ask("mutation recordUsage($input: RecordUsageInput!) { recordUsage(input: $input) { __typename ... on Refusal { code message } ...UsageRecorded ...InsufficientTokens ...QuotaExceeded ...CapReached ...ModelNotFound ...ModelNotAllowed ...AccountNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["recordUsage"], options);
  }

  /** Records up to 1,000 uses, or 100 with a user's own token, in order and independently: a refused use does not stop the others. An invalid input rejects all of them before any is recorded. */
  recordUsageBatch(input: Array<Types.RecordUsageInput>, options: RequestOptions = {}): Promise<Array<Types.UsageRecorded | Refused>> {
    return this.ask("mutation recordUsageBatch($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) { __typename ... on Refusal { code message } ...UsageRecorded ...InsufficientTokens ...QuotaExceeded ...CapReached ...ModelNotFound ...ModelNotAllowed ...AccountNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["recordUsageBatch"], options);
  }

  /** Gives or takes premium tokens. For operators. */
  adjustBalance(input: Types.AdjustBalanceInput, options: RequestOptions = {}): Promise<Types.BalanceAdjusted> {
    return this.ask("mutation adjustBalance($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename ... on Refusal { code message } ...BalanceAdjusted ...InsufficientTokens ...AccountNotFound ...IdempotencyConflict } }", { input: withKey(input) }, ["adjustBalance"], options);
  }

  /** The balance at once, then at every change, in the order of `revision`. If changes come faster than the client reads, older ones are skipped; the latest always arrives. */
  liveBalance(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: LiveOptions = {}): AsyncIterableIterator<Types.Balance> {
    return this.live("subscription balance($accountId: ID) { balance(accountId: $accountId) { ...Balance } }", args, ["balance"], options);
  }

  /** First the quota of each requested model, one per message. Then each quota that changes, also when its window starts again. */
  liveQuota(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
    /** Names of models with a limit: free ones, and those with a limit that all accounts share. Default: all. */
    models?: Array<string> | null | undefined;
  } = {}, options: LiveOptions = {}): AsyncIterableIterator<Types.Quota> {
    return this.live("subscription quota($accountId: ID, $models: [String!]) { quota(accountId: $accountId, models: $models) { ...Quota } }", args, ["quota"], options);
  }

  /** Each alert at the moment when it is told: once per crossing. What was told before is in `Account.alerts`. */
  liveAlerts(args: {
    /** The account. Default: the caller's own. */
    accountId?: string | null | undefined;
  } = {}, options: LiveOptions = {}): AsyncIterableIterator<Types.Alert> {
    return this.live("subscription alerts($accountId: ID) { alerts(accountId: $accountId) { ...Alert } }", args, ["alerts"], options);
  }
}
