import { money, number, percent } from "../lib/format";
import { text } from "../lib/language";
import { counted } from "../lib/words";
import type { Figures } from "./steps";

interface Tile {
  name: string;
  value: string;
  told: string;
}

const NONE = "–";

/** The main figures, each with its parts. */
export function Tiles({ figures }: { figures: Figures }) {
  return (
    <dl className="tiles">
      {[...ofUse(figures), ...ofMoney(figures), ...ofAccounts(figures)].map(({ name, value, told }) => (
        <div className="card tile" key={name}>
          <dt>{name}</dt>
          <dd className="amount">{value}</dd>
          <dd className="faint small">{told}</dd>
        </div>
      ))}
    </dl>
  );
}

function ofUse({ freeUse, lapse, activeAccounts }: Figures): Tile[] {
  return [
    {
      name: text("freeUse"),
      value: rate(freeUse.rate),
      told: text("someOf", { some: number(freeUse.freeRequests), all: counted("USES", freeUse.requests) }),
    },
    {
      name: text("activeAccounts"),
      value: activeAccounts === null ? NONE : number(Math.round(activeAccounts * 10) / 10),
      told: text("monthlyAverage"),
    },
    {
      name: text("allowanceLapsed"),
      value: rate(lapse.rate),
      told: text("someOf", { some: number(lapse.lapsed), all: counted("TOKENS", lapse.granted) }),
    },
  ];
}

function ofMoney({ revenue }: Figures): Tile[] {
  if (revenue.length === 0) {
    return [text("netRevenue"), text("revenuePerUser")].map((name) => ({ name, value: NONE, told: text("noPayments") }));
  }
  return revenue.flatMap(({ currency, net, gross, returned, perUser, payers }) => {
    const several = revenue.length > 1;
    const paid = text("paidReturned", { paid: money(gross), returned: money(returned) });
    const who = text("accountsPaid", { accounts: counted("ACCOUNTS", payers) });
    return [
      { name: several ? text("netRevenueIn", { currency }) : text("netRevenue"), value: money(net), told: paid },
      {
        name: several ? text("revenuePerUserIn", { currency }) : text("revenuePerUser"),
        value: perUser === null ? NONE : money(perUser),
        told: who,
      },
    ];
  });
}

function ofAccounts({ conversion, churn }: Figures): Tile[] {
  const opened = (some: number) => text("ofOpened", { some: number(some), accounts: counted("ACCOUNTS", conversion.opened) });
  return [
    { name: text("boughtPack"), value: rate(conversion.packRate), told: opened(conversion.boughtPack) },
    { name: text("subscribed"), value: rate(conversion.subscriptionRate), told: opened(conversion.subscribed) },
    {
      name: text("churn"),
      value: rate(churn.rate),
      told: text("churnTold", {
        left: number(churn.left),
        subscribers: counted("SUBSCRIBERS", churn.subscribersAtStart),
        joined: number(churn.joined),
      }),
    },
  ];
}

function rate(value: number | null): string {
  return value === null ? NONE : percent(value);
}
