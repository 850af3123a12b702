import type { PaidPartsFragment } from "../generated/operations";
import { date, money } from "../lib/format";
import { text } from "../lib/language";
import { Reasons } from "./Price";

/** What a month of a subscription costs, why it is not the list price, and until when. */
export function Paid({ subscription }: { subscription: PaidPartsFragment }) {
  const { price, listPrice, discountedUntil } = subscription;
  return (
    <>
      <Reasons {...subscription} />
      <p className="faint">
        {discountedUntil
          ? text("paidMonthlyUntil", { price: money(price), date: date(discountedUntil), list: money(listPrice) })
          : text("paidMonthly", { price: money(price) })}
      </p>
    </>
  );
}
