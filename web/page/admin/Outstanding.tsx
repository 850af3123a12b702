import { money, number } from "../lib/format";
import type { Figures } from "./steps";

type Row = Figures["outstanding"][number];

const SOURCES: Record<Row["source"], string> = {
  ALLOWANCE: "Allowances",
  PACK: "Packs",
  ADJUSTMENT: "Adjustments",
  LEGACY: "Older system",
  DEBT: "Debt",
};

/** Tokens that accounts still have, and their value. */
export function Outstanding({ rows }: { rows: readonly Row[] }) {
  return (
    <section id="outstanding" className="section" aria-labelledby="outstanding-title">
      <h2 id="outstanding-title">Tokens outstanding</h2>
      <p className="faint">At the end of the chosen days. A token is worth its price in the cheapest pack; allowances are worth nothing.</p>
      <div className="card table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="end">
                Tokens
              </th>
              <th scope="col" className="end">
                Liability
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ source, tokens, liability }) => (
              <tr key={source}>
                <th scope="row">{SOURCES[source]}</th>
                <td data-label="Tokens" className="end">
                  {number(tokens)}
                </td>
                <td data-label="Liability" className="end">
                  {liability === null ? "–" : money(liability)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="empty">No account has any tokens.</p>}
      </div>
    </section>
  );
}
