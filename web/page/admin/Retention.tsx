import type { CSSProperties } from "react";

import { monthInUtc, number, percent, plural } from "../lib/format";
import type { Figures } from "./steps";

type Cohort = Figures["retention"][number];

/** Accounts that came back, by the month of opening: darker means more. */
export function Retention({ cohorts }: { cohorts: readonly Cohort[] }) {
  const longest = Math.max(0, ...cohorts.map(({ months }) => months.length));
  return (
    <section id="retention" className="section" aria-labelledby="retention-title">
      <h2 id="retention-title">Retention</h2>
      <p className="faint">For each month in which accounts were opened: how many of them used a model in that month and in later months.</p>
      <div className="card table-box sideways" role="group" aria-labelledby="retention-title" tabIndex={0}>
        <table className="whole heat">
          <thead>
            <tr>
              <th scope="col">Opened in</th>
              <th scope="col" className="end">
                Accounts
              </th>
              {Array.from({ length: longest }, (_, month) => (
                <th key={month} scope="col">
                  {month === 0 ? "Same month" : `+${month}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map((cohort) => (
              <tr key={cohort.month}>
                <th scope="row">{monthInUtc(cohort.month)}</th>
                <td className="end">{number(cohort.accounts)}</td>
                {cohort.months.map((month) => (
                  <Cell key={month.month} month={month} />
                ))}
                {cohort.months.length < longest && <td colSpan={longest - cohort.months.length} />}
              </tr>
            ))}
          </tbody>
        </table>
        {cohorts.length === 0 && <p className="empty">No account was opened in this period.</p>}
      </div>
    </section>
  );
}

function Cell({ month: { month, active, rate } }: { month: Cohort["months"][number] }) {
  return (
    <td style={{ "--heat": rate ?? 0 } as CSSProperties} title={`${monthInUtc(month)}: ${plural(active, "account")}`}>
      {rate === null ? "–" : percent(rate)}
    </td>
  );
}
