import { type FormEvent, useCallback, useState } from "react";

import { time } from "../lib/format";
import { messageOf, useLoaded, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { extendHold, type Hold, heldBy, openHolds, releaseHold, settleHold } from "../lib/using";
import { TokenField } from "./TokenField";
import type { Told } from "./Outcome";

interface Props {
  session: Session;
  revision: Version;
  onTold: (result: Told["result"]) => void;
}

/** The open holds of all tabs and programs, and the ways to close or extend each. */
export function Holds({ session, revision, onTold }: Props) {
  const read = useCallback(() => openHolds(session), [session]);
  const { data } = useLoaded(read, revision);
  if (data === null || data.length === 0) return null;
  return (
    <section className="holds" aria-labelledby="holds-title">
      <h3 id="holds-title">{text("reservedTitle")}</h3>
      <ul>
        {data.map((hold) => (
          <HoldRow key={hold.id} hold={hold} session={session} onTold={onTold} />
        ))}
      </ul>
    </section>
  );
}

function HoldRow({ hold, session, onTold }: { hold: Hold; session: Session; onTold: Props["onTold"] }) {
  const [output, setOutput] = useState(Math.ceil(hold.maxOutputTokens / 2));
  const [busy, setBusy] = useState(false);
  const act = async (acting: Promise<string>) => {
    setBusy(true);
    onTold(await acting.then((news) => ({ news }), (error: unknown) => ({ problem: messageOf(error) })));
    setBusy(false);
  };
  const settle = (event: FormEvent) => {
    event.preventDefault();
    void act(settleHold(session, hold, output));
  };
  return (
    <li>
      <p>
        {rich("holdOf", { model: <strong>{hold.model.displayName}</strong> }, { held: heldBy(hold) })}{" "}
        <span className="faint">{text("untilTime", { time: time(hold.expiresAt) })}</span>
      </p>
      <form onSubmit={settle}>
        <TokenField label={text("actualOutput")} value={output} onChange={setOutput} />
        <button type="submit" disabled={busy}>
          {text("settle")}
        </button>
        <button className="quiet" type="button" disabled={busy} onClick={() => act(releaseHold(session, hold))}>
          {text("release")}
        </button>
        <button className="quiet" type="button" disabled={busy} onClick={() => act(extendHold(session, hold))}>
          {text("extend")}
        </button>
      </form>
    </li>
  );
}
