import { type FormEvent, useState } from "react";

import type { BalanceData } from "../../src";
import { newKey } from "../lib/api";
import { messageOf, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { placeHold, recordUse, type Tokens } from "../lib/using";
import { Beyond } from "./Beyond";
import { Holds } from "./Holds";
import { ModelPicker } from "./ModelPicker";
import { Outcome, type Told } from "./Outcome";
import { Quote } from "./Quote";
import { TokenField } from "./TokenField";

const SIZES = [
  { name: "sizeQuestion", input: 200, output: 300 },
  { name: "sizeChat", input: 3_000, output: 1_200 },
  { name: "sizeDocument", input: 20_000, output: 2_000 },
  { name: "sizeBook", input: 250_000, output: 4_000 },
] as const;
const SHOWN_MAX = 4;

interface Props {
  session: Session;
  model: string;
  onModel: (model: string) => void;
  /** The quote and the holds are read again when it changes. */
  revision: Version;
  balance: BalanceData | null;
}

/** Records uses of any model, as an app would. No model is called. */
export function Play({ session, model, onModel, revision, balance }: Props) {
  const [tokens, setTokens] = useState<Tokens>({ input: 200, output: 300, tier: "STANDARD", unit: "SEARCHES", quantity: 0 });
  const [told, setTold] = useState<Told[]>([]);
  const [busy, setBusy] = useState(false);
  const tell = (result: Told["result"]) => setTold((before) => [{ key: newKey(), result }, ...before].slice(0, SHOWN_MAX));
  const act = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    tell(await actOf(event)(session, model.trim(), tokens).catch((error: unknown) => ({ problem: messageOf(error) })));
    setBusy(false);
  };
  return (
    <section id="play" className="card play" aria-labelledby="play-title">
      <h2 id="play-title">{text("playTitle")}</h2>
      <p className="faint">
        {rich("playLead", { tab: <SecondTab /> })}
      </p>
      <form onSubmit={act}>
        <label className="field">
          <span>{text("model")}</span>
          <ModelPicker id="play-model" value={model} onChange={onModel} />
        </label>
        <Sizes tokens={tokens} onChoose={setTokens} />
        <div className="pair">
          <TokenField label={text("inputTokens")} value={tokens.input} onChange={(input) => setTokens({ ...tokens, input })} />
          <TokenField label={text("outputTokens")} value={tokens.output} onChange={(output) => setTokens({ ...tokens, output })} />
        </div>
        <Beyond tokens={tokens} onChange={setTokens} />
        <Quote session={session} model={model} tokens={tokens} revision={revision} balance={balance} />
        <div className="pair">
          <button className="main" type="submit" disabled={busy}>
            {text("use")}
          </button>
          <button type="submit" value="hold" disabled={busy}>
            {text("reserve")}
          </button>
        </div>
      </form>
      <Holds session={session} revision={revision} onTold={tell} />
      <ul className="told" aria-live="polite">
        {told.map((one) => (
          <Outcome key={one.key} told={one} onModel={onModel} />
        ))}
      </ul>
    </section>
  );
}

function SecondTab() {
  return (
    <a href="/" target="_blank" rel="noopener">
      {text("playTab")}
    </a>
  );
}

/** The action of the button that submitted the form. */
function actOf({ nativeEvent }: FormEvent): (session: Session, model: string, tokens: Tokens) => Promise<Told["result"]> {
  const { submitter } = nativeEvent as SubmitEvent;
  return submitter instanceof HTMLButtonElement && submitter.value === "hold" ? placeHold : recordUse;
}

function Sizes({ tokens, onChoose }: { tokens: Tokens; onChoose: (tokens: Tokens) => void }) {
  return (
    <div className="chips" role="group" aria-label={text("sizes")}>
      {SIZES.map(({ name, input, output }) => (
        <button
          key={name}
          type="button"
          aria-pressed={tokens.input === input && tokens.output === output}
          onClick={() => onChoose({ ...tokens, input, output })}
        >
          {text(name)}
        </button>
      ))}
    </div>
  );
}
