import { date, money } from "../lib/format";
import { text } from "../lib/language";
import type { Priced } from "../lib/pricing";
import { Reasons } from "./Price";

/** What a month costs, why it is not the list price, and until when. */
export function Paid({ month }: { month: Priced & { discountedUntil?: string | null } }) {
  const { price, listPrice, discountedUntil } = month;
  return (
    <>
      <Reasons {...month} />
      <p className="faint">
        {discountedUntil
          ? text("paidMonthlyUntil", { price: money(price), date: date(discountedUntil), list: money(listPrice) })
          : text("paidMonthly", { price: money(price) })}
      </p>
    </>
  );
}
