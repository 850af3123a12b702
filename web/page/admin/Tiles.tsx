import { money, number, percent, plural } from "../lib/format";
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
      name: "Free-model use",
      value: rate(freeUse.rate),
      told: `${number(freeUse.freeRequests)} of ${plural(freeUse.requests, "use")}`,
    },
    {
      name: "Active accounts",
      value: activeAccounts === null ? NONE : number(Math.round(activeAccounts * 10) / 10),
      told: "in a month, on average",
    },
    {
      name: "Allowance lapsed",
      value: rate(lapse.rate),
      told: `${number(lapse.lapsed)} of ${plural(lapse.granted, "token")}`,
    },
  ];
}

function ofMoney({ revenue }: Figures): Tile[] {
  if (revenue.length === 0) {
    return ["Net revenue", "Revenue per user"].map((name) => ({ name, value: NONE, told: "No payments" }));
  }
  return revenue.flatMap(({ currency, net, gross, returned, perUser, payers }) => {
    const name = revenue.length > 1 ? `, ${currency}` : "";
    return [
      { name: `Net revenue${name}`, value: money(net), told: `${money(gross)} paid, ${money(returned)} returned` },
      { name: `Revenue per user${name}`, value: perUser === null ? NONE : money(perUser), told: `${plural(payers, "account")} paid` },
    ];
  });
}

function ofAccounts({ conversion, churn }: Figures): Tile[] {
  const opened = `of ${plural(conversion.opened, "account")} opened`;
  return [
    { name: "Bought a pack", value: rate(conversion.packRate), told: `${number(conversion.boughtPack)} ${opened}` },
    { name: "Subscribed", value: rate(conversion.subscriptionRate), told: `${number(conversion.subscribed)} ${opened}` },
    {
      name: "Churn",
      value: rate(churn.rate),
      told: `${number(churn.left)} left of ${plural(churn.subscribersAtStart, "subscriber")}; ${number(churn.joined)} joined`,
    },
  ];
}

function rate(value: number | null): string {
  return value === null ? NONE : percent(value);
}
