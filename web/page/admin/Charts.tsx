import { useMemo } from "react";

import { compact, dayInUtc, money, number } from "../lib/format";
import { text } from "../lib/language";
import { type Bar, BarChart } from "./BarChart";
import { type Day, type Step, stepOf, type Sums, summedUp } from "./steps";

interface Props {
  days: readonly Day[];
  currencies: readonly string[];
}

interface Measure {
  name: string;
  /** Whether it is a state, of which the latest value counts, not a sum. */
  isState?: boolean;
  /** The meaning of the part of each bar that has the full colour. */
  part?: string;
  bar: (sums: Sums) => Omit<Bar, "label">;
  words: (value: number) => string;
}

const usage = (sums: Sums) => ({ value: sums.requests, part: sums.requests - sums.freeRequests });
const measuresOf = (currencies: readonly string[]): Measure[] => [
  { name: text("uses"), part: text("premiumModels"), bar: usage, words: number },
  { name: text("premiumTokens"), bar: (sums) => ({ value: sums.cost }), words: compact },
  { name: text("accountsOpened"), bar: (sums) => ({ value: sums.opened }), words: number },
  { name: text("subscribers"), isState: true, bar: (sums) => ({ value: sums.subscribers }), words: number },
  ...currencies.map(takings),
];

/** The range in bars, and the same as a table. */
export function Charts({ days, currencies }: Props) {
  const step = stepOf(days.length);
  const sums = useMemo(() => summedUp(days, step), [days, step]);
  return (
    <section id="days" className="section" aria-labelledby="days-title">
      <h2 id="days-title">{text(`by${step}`)}</h2>
      <div className="charts">
        {measuresOf(currencies).map(({ name, part, isState, bar, words }) => (
          <BarChart
            key={name}
            name={name}
            part={part}
            words={words}
            sum={isState ? (sums.at(-1)?.subscribers ?? 0) : undefined}
            bars={sums.map((one) => ({ label: dayInUtc(one.start), ...bar(one) }))}
          />
        ))}
      </div>
      <AsTable sums={sums} step={step} currencies={currencies} />
    </section>
  );
}

function takings(currency: string): Measure {
  return {
    name: text("netRevenueIn", { currency }),
    bar: (sums) => ({ value: sums.revenue[currency] ?? 0 }),
    words: (amount) => money({ amount, currency }),
  };
}

const COLUMNS = [
  ["requests", "uses"],
  ["freeRequests", "free"],
  ["importedRequests", "imported"],
  ["cost", "premiumTokens"],
  ["opened", "opened"],
  ["subscribers", "subscribers"],
] as const;

function AsTable({ sums, step, currencies }: { sums: Sums[]; step: Step; currencies: readonly string[] }) {
  return (
    <details className="card">
      <summary>{text("asTable")}</summary>
      <div className="sideways" role="group" aria-label={text(`figuresBy${step}`)} tabIndex={0}>
        <table className="whole">
          <thead>
            <tr>
              <th scope="col">{text("from")}</th>
              {COLUMNS.map(([key, name]) => (
                <th key={key} scope="col" className="end">
                  {text(name)}
                </th>
              ))}
              {currencies.map((currency) => (
                <th key={currency} scope="col" className="end">
                  {currency}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sums.map((one) => (
              <tr key={one.start}>
                <th scope="row">{dayInUtc(one.start)}</th>
                {COLUMNS.map(([key]) => (
                  <td key={key} className="end">
                    {number(one[key])}
                  </td>
                ))}
                {currencies.map((currency) => (
                  <td key={currency} className="end">
                    {money({ amount: one.revenue[currency] ?? 0, currency })}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
