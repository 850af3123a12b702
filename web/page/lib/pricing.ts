import { percent } from "./format";
import { text } from "./language";
import { fromService } from "./problems";

interface Amount {
  amount: number;
  currency: string;
}

export interface Priced {
  price: Amount;
  listPrice: Amount;
  discounts: { reason: string }[];
}

/** Why something costs less than its list price: the service's reasons in English, the whole discount in other languages. */
export function reasonsOf({ price, listPrice, discounts }: Priced): string[] {
  if (discounts.length === 0) return [];
  const off = () => text("discountOff", { off: percent(1 - price.amount / listPrice.amount) });
  const reasons = discounts.map(({ reason }) => fromService(reason, off));
  return [...new Set(reasons)];
}
