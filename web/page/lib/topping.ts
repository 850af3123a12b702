import {
  AutoTopUpDocument,
  type AutoTopUpQuery,
  RemoveAutoTopUpDocument,
  RemoveCardDocument,
  SaveCardDocument,
  SavedCardsDocument,
  type SavedCardsQuery,
  SetAutoTopUpDocument,
  type TopUpPartsFragment,
} from "../generated/operations";
import { ApiError, execute } from "./api";
import { back } from "./buying";
import { cardMonth, compact, money } from "./format";
import { text } from "./language";
import { fromService } from "./problems";
import type { Session } from "./session";
import { counted, listed } from "./words";

export type TopUp = TopUpPartsFragment;
export type Card = NonNullable<NonNullable<SavedCardsQuery["account"]>["paymentMethods"]>[number];
type Pack = NonNullable<AutoTopUpQuery["account"]>["packs"][number];

/** What somebody chooses for a top-up. */
export interface WantedTopUp {
  pack: string;
  below: number;
  maxPerMonth: number;
}

/** The top-up of the account, null if there is none, and the packs to choose from, with their prices for it. */
export async function readTopUp(session: Session, accountId: string | null): Promise<{ topUp: TopUp | null; packs: Pack[] }> {
  const { account } = await execute(AutoTopUpDocument, { accountId }, session);
  return { topUp: account?.autoTopUp ?? null, packs: account?.packs ?? [] };
}

/** The saved cards, the latest first. It asks the payment provider. */
export async function savedCards(session: Session, accountId: string | null): Promise<Card[]> {
  return (await execute(SavedCardsDocument, { accountId }, session)).account?.paymentMethods ?? [];
}

/** Raises ApiError, also for a refusal. */
export async function setTopUp(session: Session, accountId: string | null, wanted: WantedTopUp): Promise<void> {
  const result = (await execute(SetAutoTopUpDocument, { input: { accountId, ...wanted } }, session)).setAutoTopUp;
  if (result.__typename !== "AutoTopUpSet") throw new ApiError(result.message, result.__typename);
}

/** Raises ApiError, also for a refusal. */
export async function removeTopUp(session: Session, accountId: string | null): Promise<void> {
  const result = (await execute(RemoveAutoTopUpDocument, { input: { accountId } }, session)).removeAutoTopUp;
  if (result.__typename !== "AutoTopUpRemoved") throw new ApiError(result.message, result.__typename);
}

/** Goes to the page of the payment provider that saves a card. Raises ApiError, also for a refusal. */
export async function saveCard(session: Session, accountId: string | null): Promise<void> {
  const input = { accountId, successUrl: back("card"), cancelUrl: back("cancelled") };
  const result = (await execute(SaveCardDocument, { input }, session)).savePaymentMethod;
  if (result.__typename !== "PaymentMethodStarted") throw new ApiError(result.message, result.__typename);
  location.assign(result.url);
}

/** Raises ApiError, also for a refusal. */
export async function removeCard(session: Session, accountId: string | null, card: Card): Promise<void> {
  const input = { accountId, paymentMethodId: card.id };
  const result = (await execute(RemoveCardDocument, { input }, session)).removePaymentMethod;
  if (result.__typename !== "PaymentMethodRemoved") throw new ApiError(result.message, result.__typename);
}

/** What a top-up does: "The Starter Pack below 20,000 tokens". */
export function titleOf({ pack, below }: TopUp): string {
  const tokens = counted("TOKENS", below);
  return pack === null ? text("topUpRuleGone", { tokens }) : text("topUpRule", { pack: pack.displayName, tokens });
}

/** How a pack is offered: "Starter Pack: 200K tokens for $4.50, 10% off". */
export function offerOf({ displayName, tokens, price, discounts }: Pack): string {
  const offer = text("packOffer", { pack: displayName, tokens: counted("TOKENS", tokens, compact(tokens)), price: money(price) });
  const reasons = discounts.map(({ reason }) => fromService(reason, () => text("discounted")));
  return listed([offer, ...new Set(reasons)]);
}

/** A card as people know it: "visa ending in 4242". */
export function cardName({ brand, last4 }: Card): string {
  return text("cardName", { brand, last: last4 });
}

/** The last month of a card: "04/2029". */
export function lastMonthOf({ expMonth, expYear }: Card): string {
  return cardMonth(expYear, expMonth);
}
