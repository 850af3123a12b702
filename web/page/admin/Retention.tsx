import type { CSSProperties } from "react";

import { monthInUtc, number, percent } from "../lib/format";
import { text } from "../lib/language";
import { counted } from "../lib/words";
import type { Figures } from "./steps";

type Cohort = Figures["retention"][number];

/** Accounts that came back, by the month of opening: darker means more. */
export function Retention({ cohorts }: { cohorts: readonly Cohort[] }) {
  const longest = Math.max(0, ...cohorts.map(({ months }) => months.length));
  return (
    <section id="retention" className="section" aria-labelledby="retention-title">
      <h2 id="retention-title">{text("retention")}</h2>
      <p className="faint">{text("retentionLead")}</p>
      <div className="card table-box sideways" role="group" aria-labelledby="retention-title" tabIndex={0}>
        <table className="whole heat">
          <thead>
            <tr>
              <th scope="col">{text("openedIn")}</th>
              <th scope="col" className="end">
                {text("accounts")}
              </th>
              {Array.from({ length: longest }, (_, month) => (
                <th key={month} scope="col">
                  {month === 0 ? text("sameMonth") : `+${number(month)}`}
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
        {cohorts.length === 0 && <p className="empty">{text("noneOpened")}</p>}
      </div>
    </section>
  );
}

function Cell({ month: { month, active, rate } }: { month: Cohort["months"][number] }) {
  return (
    <td style={{ "--heat": rate ?? 0 } as CSSProperties} title={text("barOf", { label: monthInUtc(month), amount: counted("ACCOUNTS", active) })}>
      {rate === null ? "–" : percent(rate)}
    </td>
  );
}
