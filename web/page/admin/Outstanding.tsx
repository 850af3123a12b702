import { money, number } from "../lib/format";
import { text } from "../lib/language";
import type { Figures } from "./steps";

type Row = Figures["outstanding"][number];

/** Tokens that accounts still have, and their value. */
export function Outstanding({ rows }: { rows: readonly Row[] }) {
  return (
    <section id="outstanding" className="section" aria-labelledby="outstanding-title">
      <h2 id="outstanding-title">{text("outstandingTitle")}</h2>
      <p className="faint">{text("outstandingLead")}</p>
      <div className="card table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{text("source")}</th>
              <th scope="col" className="end">
                {text("tokens")}
              </th>
              <th scope="col" className="end">
                {text("liability")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ source, tokens, liability }) => (
              <tr key={source}>
                <th scope="row">{text(`outstanding${source}`)}</th>
                <td data-label={text("tokens")} className="end">
                  {number(tokens)}
                </td>
                <td data-label={text("liability")} className="end">
                  {liability === null ? "–" : money(liability)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="empty">{text("noTokens")}</p>}
      </div>
    </section>
  );
}
