import { useCallback, useState } from "react";

import { ModelPricesDocument, type ModelPricesQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { date, dateTime } from "../lib/format";
import { useLoaded, useSettled } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { freeUse, price } from "../lib/words";

const PAGE = 25;
const SETTLED_MS = 300;
const NO_FILTER = { search: "", origin: "" as "" | "hand" | "list" };

type ModelPrice = ModelPricesQuery["modelPrices"][number];

/** Where the price of each model comes from. */
export function Prices({ session }: { session: Session }) {
  const [filter, setFilter] = useState(NO_FILTER);
  // The last names of the previous pages.
  const [before, setBefore] = useState<string[]>([]);
  const settled = useSettled(filter, SETTLED_MS);
  const read = useCallback(() => page(session, settled, before.at(-1)), [session, settled, before]);
  const { data, error } = useLoaded(read);
  const last = data?.length === PAGE ? data.at(-1)?.model.name : undefined;
  const narrow = (change: Partial<typeof filter>) => {
    setFilter({ ...filter, ...change });
    setBefore([]);
  };
  return (
    <section id="prices" className="section" aria-labelledby="prices-title">
      <h2 id="prices-title">{text("pricesTitle")}</h2>
      <div className="filters" role="search" aria-label={text("linkPrices")}>
        <label className="field grow">
          <span>{text("search")}</span>
          <input type="search" value={filter.search} maxLength={100} onChange={(event) => narrow({ search: event.target.value })} />
        </label>
        <label className="field">
          <span>{text("source")}</span>
          <select value={filter.origin} onChange={(event) => narrow({ origin: event.target.value as typeof filter.origin })}>
            <option value="">{text("allSources")}</option>
            <option value="hand">{text("writtenByHand")}</option>
            <option value="list">{text("priceLists")}</option>
          </select>
        </label>
      </div>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {data !== null && <Rows prices={data} />}
      <div className="pages">
        <button type="button" disabled={before.length === 0} onClick={() => setBefore(before.slice(0, -1))}>
          {text("previous")}
        </button>
        <button type="button" disabled={last === undefined} onClick={() => last && setBefore([...before, last])}>
          {text("next")}
        </button>
      </div>
    </section>
  );
}

async function page(session: Session, { search, origin }: typeof NO_FILTER, after: string | undefined) {
  const byHand = origin === "" ? null : origin === "hand";
  return (await execute(ModelPricesDocument, { search: search.trim() || null, byHand, after: after ?? null }, session)).modelPrices;
}

function Rows({ prices }: { prices: ModelPrice[] }) {
  return (
    <div className="card table-box">
      <table className="models">
        <thead>
          <tr>
            <th scope="col">{text("model")}</th>
            <th scope="col">{text("price")}</th>
            <th scope="col">{text("source")}</th>
            <th scope="col">{text("since")}</th>
            <th scope="col">{text("catalog")}</th>
          </tr>
        </thead>
        <tbody>
          {prices.map((one) => (
            <Row key={one.model.name} price={one} />
          ))}
        </tbody>
      </table>
      {prices.length === 0 && <p className="empty">{text("noPrices")}</p>}
    </div>
  );
}

function Row({ price: { model, source, effectiveAt, catalog, following } }: { price: ModelPrice }) {
  return (
    <tr>
      <th scope="row">
        <bdi>{model.displayName}</bdi>
        <code>
          <bdi>{model.name}</bdi>
        </code>
      </th>
      <td data-label={text("price")}>
        {model.isFree ? freeUse(model.nativeLimit) : price(model.rates)}
        {following !== null && (
          <span className="faint small reach">
            {text("fromDatePrice", { date: date(following.effectiveAt), price: price(following.rates) })}
          </span>
        )}
      </td>
      <td data-label={text("source")}>{source === null ? text("byHand") : <bdi>{source}</bdi>}</td>
      <td data-label={text("since")}>{effectiveAt === null ? text("theBeginning") : date(effectiveAt)}</td>
      <td data-label={text("catalog")}>
        {text("version", { version: catalog.version })}
        <span className="faint small reach">
          {dateTime(catalog.appliedAt)}, <bdi>{catalog.source}</bdi>
        </span>
      </td>
    </tr>
  );
}
