import { useMemo, useState } from "react";

import type { Key } from "../lib/catalogs";
import { number } from "../lib/format";
import { text } from "../lib/language";
import { type Order, ordered, sorted } from "./sorting";
import type { Figures } from "./steps";

type Row = Figures["consumption"][number];
type Column = keyof Row;

const SHOWN = 12;
const COLUMNS: { column: Column; name: Key; isNumber: boolean }[] = [
  { column: "model", name: "model", isNumber: false },
  { column: "provider", name: "provider", isNumber: false },
  { column: "plan", name: "plan", isNumber: false },
  { column: "tier", name: "tier", isNumber: false },
  { column: "requests", name: "uses", isNumber: true },
  { column: "tokens", name: "modelTokens", isNumber: true },
  { column: "cost", name: "premiumTokens", isNumber: true },
];

/** Usage by model and plan. */
export function Consumption({ rows }: { rows: readonly Row[] }) {
  const [order, setOrder] = useState<Order<Column>>({ column: "cost", falling: true });
  const [all, setAll] = useState(false);
  const inOrder = useMemo(() => sorted(rows, order), [rows, order]);
  return (
    <section id="consumption" className="section" aria-labelledby="consumption-title">
      <h2 id="consumption-title">{text("consumptionTitle")}</h2>
      <div className="card table-box sideways" role="group" aria-labelledby="consumption-title" tabIndex={0}>
        <table className="whole">
          <thead>
            <tr>
              {COLUMNS.map(({ column, name, isNumber }) => (
                <th
                  key={column}
                  scope="col"
                  className={isNumber ? "end" : undefined}
                  aria-sort={order.column === column ? (order.falling ? "descending" : "ascending") : undefined}
                >
                  <button className="sorter" type="button" onClick={() => setOrder(ordered(order, column, isNumber))}>
                    {text(name)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? inOrder : inOrder.slice(0, SHOWN)).map((row) => (
              <tr key={`${row.model} ${row.plan} ${row.tier}`}>
                <th scope="row">{row.model}</th>
                <td>{row.provider ?? text("unknown")}</td>
                <td>{row.plan ?? "–"}</td>
                <td>
                  <span className={row.tier === "FREE" ? "badge good" : "badge"}>{text(`badge${row.tier}`)}</span>
                </td>
                <td className="end">{number(row.requests)}</td>
                <td className="end">{number(row.tokens)}</td>
                <td className="end">{row.tier === "FREE" ? text("free") : number(row.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="empty">{text("noUsage")}</p>}
      </div>
      {rows.length > SHOWN && (
        <div className="pages">
          <button type="button" onClick={() => setAll(!all)}>
            {all ? text("showFewer") : text("showAll", { count: number(rows.length) })}
          </button>
        </div>
      )}
    </section>
  );
}
