import { useMemo } from "react";

import { compact, dayInUtc, money, number } from "../lib/format";
import { type Bar, BarChart } from "./BarChart";
import { type Day, type Step, stepOf, type Sums, summedUp } from "./steps";

interface Props {
  days: readonly Day[];
  currencies: readonly string[];
}

interface Measure {
  name: string;
  /** The meaning of the part of each bar that has the full colour. */
  part?: string;
  bar: (sums: Sums) => Omit<Bar, "label">;
  words: (value: number) => string;
}

const MEASURES: Measure[] = [
  { name: "Uses", part: "premium models", bar: (sums) => ({ value: sums.requests, part: sums.requests - sums.freeRequests }), words: number },
  { name: "Premium tokens", bar: (sums) => ({ value: sums.cost }), words: compact },
  { name: "Accounts opened", bar: (sums) => ({ value: sums.opened }), words: number },
  { name: "Subscribers", bar: (sums) => ({ value: sums.subscribers }), words: number },
];

/** The range in bars, and the same as a table. */
export function Charts({ days, currencies }: Props) {
  const step = stepOf(days.length);
  const sums = useMemo(() => summedUp(days, step), [days, step]);
  const measures = useMemo(() => [...MEASURES, ...currencies.map(takings)], [currencies]);
  return (
    <section id="days" className="section" aria-labelledby="days-title">
      <h2 id="days-title">By {step}</h2>
      <div className="charts">
        {measures.map(({ name, part, bar, words }) => (
          <BarChart
            key={name}
            name={name}
            part={part}
            words={words}
            // A state is not a sum: the latest value counts.
            sum={name === "Subscribers" ? (sums.at(-1)?.subscribers ?? 0) : undefined}
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
    name: `Net revenue, ${currency}`,
    bar: (sums) => ({ value: sums.revenue[currency] ?? 0 }),
    words: (amount) => money({ amount, currency }),
  };
}

const COLUMNS = [
  ["requests", "Uses"],
  ["freeRequests", "Free"],
  ["importedRequests", "Imported"],
  ["cost", "Premium tokens"],
  ["opened", "Opened"],
  ["subscribers", "Subscribers"],
] as const;

function AsTable({ sums, step, currencies }: { sums: Sums[]; step: Step; currencies: readonly string[] }) {
  return (
    <details className="card">
      <summary>Show as a table</summary>
      <div className="sideways" role="group" aria-label={`Figures by ${step}`} tabIndex={0}>
        <table className="whole">
          <thead>
            <tr>
              <th scope="col">From</th>
              {COLUMNS.map(([key, name]) => (
                <th key={key} scope="col" className="end">
                  {name}
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
