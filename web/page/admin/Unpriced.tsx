import { number } from "../lib/format";
import { text } from "../lib/language";
import { unitWord } from "../lib/words";
import type { Figures } from "./steps";

type Row = Figures["unpriced"][number];

/** Things that cost nothing because the catalog has no rate for them. Shown only if there are any. */
export function Unpriced({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section id="unpriced" className="section" aria-labelledby="unpriced-title">
      <h2 id="unpriced-title">{text("unpricedTitle")}</h2>
      <p className="faint">{text("unpricedLead")}</p>
      <div className="card table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{text("model")}</th>
              <th scope="col">{text("provider")}</th>
              <th scope="col">{text("unit")}</th>
              <th scope="col" className="end">
                {text("uses")}
              </th>
              <th scope="col" className="end">
                {text("quantity")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ model, provider, unit, uses, quantity }) => (
              <tr key={`${model} ${unit}`}>
                <th scope="row">{model}</th>
                <td data-label={text("provider")}>{provider ?? text("unknown")}</td>
                <td data-label={text("unit")}>{unitWord(unit)}</td>
                <td data-label={text("uses")} className="end">
                  {number(uses)}
                </td>
                <td data-label={text("quantity")} className="end">
                  {number(quantity)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
