import { number } from "../lib/format";
import type { Figures } from "./steps";

type Row = Figures["unpriced"][number];

/** Things that cost nothing because the catalog has no rate for them. Shown only if there are any. */
export function Unpriced({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <section id="unpriced" className="section" aria-labelledby="unpriced-title">
      <h2 id="unpriced-title">Used without a price</h2>
      <p className="faint">The catalog had no rate for these units, so nobody paid for them. Free models have no rates.</p>
      <div className="card table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Provider</th>
              <th scope="col">Unit</th>
              <th scope="col" className="end">
                Uses
              </th>
              <th scope="col" className="end">
                Quantity
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ model, provider, unit, uses, quantity }) => (
              <tr key={`${model} ${unit}`}>
                <th scope="row">{model}</th>
                <td data-label="Provider">{provider ?? "unknown"}</td>
                <td data-label="Unit">{unit.toLowerCase().replaceAll("_", " ")}</td>
                <td data-label="Uses" className="end">
                  {number(uses)}
                </td>
                <td data-label="Quantity" className="end">
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
