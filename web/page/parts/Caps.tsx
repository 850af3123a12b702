import { type FormEvent, useCallback, useState } from "react";

import { removeCap, setCap, type SpendCap, spendCaps, titleOf, usedOf, type WantedCap } from "../lib/capping";
import { dateTime } from "../lib/format";
import { useActing, useLoaded, type Version, versionOf } from "../lib/hooks";
import { text } from "../lib/language";
import { type Owner, ownAccount, type TeamOwner } from "../lib/owners";
import type { Session } from "../lib/session";
import { periods, wordsFor } from "../lib/words";
import { Choice } from "./Choice";
import { ForTeam } from "./ForTeam";
import { ModelPicker } from "./ModelPicker";
import { Problem } from "./Problem";
import { TokenField } from "./TokenField";

const SCOPES: readonly WantedCap["scope"][] = ["ACCOUNT", "MODEL", "API_KEY"];
const FIRST: WantedCap = { scope: "ACCOUNT", model: "", apiKeyId: "", tokens: 5_000, period: "DAY" };

interface Props {
  session: Session;
  revision: Version;
  team: TeamOwner | null;
}

/** The spend caps of the account, and of the team that the user manages. */
export function Caps({ session, revision, team }: Props) {
  return (
    <section id="caps" className="section" aria-labelledby="caps-title">
      <h2 id="caps-title">{text("caps")}</h2>
      <p className="faint">{text("capsLead")}</p>
      <CapDesk session={session} owner={ownAccount(revision)} />
      {team && (
        <ForTeam label="capsOf" name={team.name}>
          <CapDesk key={team.accountId} session={session} owner={team} />
        </ForTeam>
      )}
    </section>
  );
}

/** What each cap of one account has counted, and the ways to set and remove one. */
function CapDesk({ session, owner }: { session: Session; owner: Owner }) {
  const { accountId, version } = owner;
  const read = useCallback(() => spendCaps(session, accountId), [session, accountId]);
  const { act, busy, problem, changes } = useActing();
  const { data, error } = useLoaded(read, versionOf(version, changes));
  return (
    <>
      <Problem>{problem ?? error}</Problem>
      {data !== null && data.length > 0 && (
        <ul className="caps">
          {data.map((cap) => (
            <CapRow key={titleOf(cap)} cap={cap} disabled={busy} onRemove={() => act(removeCap(session, accountId, cap))} />
          ))}
        </ul>
      )}
      <CapForm owner={owner} disabled={busy} onSet={(wanted) => act(setCap(session, accountId, wanted))} />
    </>
  );
}

function CapRow({ cap, disabled, onRemove }: { cap: SpendCap; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(cap);
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {cap.remaining === 0 && <span className="badge bad">{text("reached")}</span>}
      </p>
      <progress aria-label={title} aria-valuetext={usedOf(cap)} value={cap.tokens === 0 ? 1 : (cap.tokens - cap.remaining) / cap.tokens} />
      <p className="faint small">
        {text("startsAgain", { used: usedOf(cap), date: dateTime(cap.resetsAt) })}
      </p>
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        {text("remove")} <span className="unseen">{text("theCap", { title })}</span>
      </button>
    </li>
  );
}

function CapForm({ owner, disabled, onSet }: { owner: Owner; disabled: boolean; onSet: (wanted: WantedCap) => void }) {
  const [wanted, setWanted] = useState(FIRST);
  const change = (part: Partial<WantedCap>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  return (
    <form className="filters" aria-label={owner.name === null ? text("setACap") : text("setCapOf", { name: owner.name })} onSubmit={set}>
      <Choice
        label={text("capFor")}
        value={wanted.scope}
        words={wordsFor(SCOPES, (scope) => text(`capScope${scope}`))}
        onChange={(scope) => change({ scope })}
      />
      {wanted.scope === "MODEL" && (
        <label className="field">
          <span>{text("cappedModel")}</span>
          <ModelPicker id={`cap-model-${owner.accountId ?? "own"}`} value={wanted.model} onChange={(model) => change({ model })} placeholder="gpt-4o" />
        </label>
      )}
      {wanted.scope === "API_KEY" && (
        <label className="field">
          <span>{text("apiKeyId")}</span>
          <input
            type="text"
            required
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            value={wanted.apiKeyId}
            onChange={(event) => change({ apiKeyId: event.target.value })}
          />
        </label>
      )}
      <TokenField label={text("tokens")} value={wanted.tokens} onChange={(tokens) => change({ tokens })} />
      <Choice label={text("period")} value={wanted.period} words={periods(false)} onChange={(period) => change({ period })} />
      <button type="submit" disabled={disabled}>
        {text("setCap")}
      </button>
    </form>
  );
}
