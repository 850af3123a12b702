import { money } from "../lib/format";
import { text } from "../lib/language";
import { type Priced, reasonsOf } from "../lib/pricing";

/** Why something costs less than its list price; nothing if it does not. */
export function Reasons(priced: Priced) {
  const { price, listPrice } = priced;
  if (price.amount === listPrice.amount) return null;
  return (
    <p className="reasons">
      <s>
        <span className="unseen">{text("listPrice")} </span>
        {money(listPrice)}
      </s>{" "}
      {reasonsOf(priced).map((reason) => (
        <span className="badge good" key={reason}>
          {reason}
        </span>
      ))}
    </p>
  );
}
