import { useCallback, useState } from "react";

import { type OffersQuery, PackPricesDocument, PackPricesForTeamDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { compact, money, number, part } from "../lib/format";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import type { TeamOwner } from "../lib/owners";
import type { Session } from "../lib/session";
import { listed } from "../lib/words";
import { Reasons } from "./Price";

type Pack = OffersQuery["packs"][number];

const MOST = 100;
const SETTLED_MS = 150;

interface Props {
  pack: Pack;
  session: Session | null;
  /** The team that pays; null for the user. */
  team?: TeamOwner | null;
  version: Version;
  disabled: boolean;
  onBuy: (quantity: number) => void;
}

/** A pack with its quantity, and the price of so many. */
export function PackCard({ pack, session, team = null, version, disabled, onBuy }: Props) {
  const [wanted, setWanted] = useState(1);
  const quantity = Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST ? wanted : 1;
  const settled = useSettled(quantity, SETTLED_MS);
  const accountId = team?.accountId ?? null;
  const read = useCallback(
    async () => ({ quantity: settled, found: await pricesOf(settled, session, accountId) }),
    [settled, session, accountId],
  );
  const named = { pack: pack.displayName, name: team?.name ?? "" };
  const { data } = useLoaded(read, version);
  const priced = quantity === 1 ? pack : data?.quantity === quantity ? data.found.find(({ name }) => name === pack.name) : undefined;
  return (
    <article className="card offer">
      <h3>{pack.displayName}</h3>
      <p className="amount">
        {compact(pack.tokens * quantity)} <small>{text("tokensSmall")}</small>
      </p>
      <p className="faint grow">{pack.description}</p>
      {pack.bulk.length > 0 && (
        <p className="faint small">{listed(pack.bulk.map(({ from, off }) => text("bulkStep", { off: part(off), from: number(from) })))}</p>
      )}
      {priced !== undefined && <Reasons {...priced} />}
      <div className="buying">
        <label className="field">
          <span>
            {text("howMany")} <span className="unseen">{text(team === null ? "ofThePack" : "ofThePackFor", named)}</span>
          </span>
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={MOST}
            step={1}
            value={Number.isNaN(wanted) ? "" : wanted}
            onChange={(event) => setWanted(event.target.valueAsNumber)}
          />
        </label>
        <button type="button" disabled={disabled || priced === undefined} onClick={() => onBuy(quantity)}>
          {text("buy")} <span className="unseen">{text(team === null ? "thePack" : "thePackFor", named)}</span>{" "}
          {priced === undefined ? "…" : text("forPrice", { price: money(priced.price) })}
        </button>
      </div>
    </article>
  );
}

async function pricesOf(quantity: number, session: Session | null, accountId: string | null) {
  if (quantity === 1) return [];
  if (accountId === null) return (await execute(PackPricesDocument, { quantity }, session)).packs;
  return (await execute(PackPricesForTeamDocument, { quantity, accountId }, session)).account?.packs ?? [];
}
