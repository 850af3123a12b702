import { useCallback } from "react";

import { type Acting, useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import type { Owner } from "../lib/owners";
import type { Session } from "../lib/session";
import { cardName, lastMonthOf, removeCard, saveCard, savedCards } from "../lib/topping";
import { Problem } from "./Problem";

interface Props {
  session: Session;
  owner: Owner;
  /** The cards are read again when this changes, because each reading asks the payment provider. */
  version: number;
  disabled: boolean;
  act: Acting["act"];
}

/** The saved cards of an account: the one that is charged comes first. */
export function SavedCards({ session, owner, version, disabled, act }: Props) {
  const { accountId, name } = owner;
  const read = useCallback(() => savedCards(session, accountId), [session, accountId]);
  const { data, error } = useLoaded(read, version);
  return (
    <>
      <Problem>{error}</Problem>
      {data !== null && data.length > 0 && (
        <ul className="caps" aria-label={text("savedCards")}>
          {data.map((card, place) => (
            <li className="card" key={card.id}>
              <p>
                <strong>{cardName(card)}</strong>
                {place === 0 && <span className="badge">{text("isCharged")}</span>}
              </p>
              <p className="faint small">{text("validUntil", { month: lastMonthOf(card) })}</p>
              <button className="quiet" type="button" disabled={disabled} onClick={() => act(removeCard(session, accountId, card))}>
                {text("remove")} <span className="unseen">{text("theCard", { card: cardName(card) })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {data !== null && data.length === 0 && <p className="faint">{text("noCard")}</p>}
      <p>
        <button type="button" disabled={disabled} onClick={() => act(saveCard(session, accountId))}>
          {text("saveCard")} {name !== null && <span className="unseen">{text("forHidden", { name })}</span>}
        </button>
      </p>
    </>
  );
}
