import { type FormEvent, useCallback, useState } from "react";

import { CatalogDocument, PriceOfDocument, RecordUseDocument, type RecordUseMutation } from "../generated/operations";
import { execute, newKey } from "../lib/api";
import { number, plural } from "../lib/format";
import { messageOf, useLoaded, useSettled } from "../lib/hooks";
import type { Pulse } from "../lib/pulse";
import type { Session } from "../lib/session";
import { ModelSelect } from "./ModelSelect";
import { Outcome, type Told } from "./Outcome";

const SIZES = [
  { name: "A question", input: 200, output: 300 },
  { name: "A long chat", input: 3_000, output: 1_200 },
  { name: "A document", input: 20_000, output: 2_000 },
  { name: "A book", input: 250_000, output: 4_000 },
];
const SHOWN_MAX = 4;
const QUOTE_WAIT = 250;

interface Props {
  session: Session;
  model: string;
  onModel: (model: string) => void;
  /** The balance, as of now; what a use would cost is asked anew when it moves. */
  pulse: Pulse | null;
}

const readCatalog = () => execute(CatalogDocument, {}, null);

/** Uses any model, as an app would after the provider answered: no model is called. */
export function Play({ session, model, onModel, pulse }: Props) {
  const catalog = useLoaded(readCatalog);
  const [tokens, setTokens] = useState({ input: 200, output: 300 });
  const [told, setTold] = useState<Told[]>([]);
  const [busy, setBusy] = useState(false);
  const use = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await record(session, model, tokens).catch((error: unknown) => ({ problem: messageOf(error) }));
    setTold((before) => [{ key: newKey(), result }, ...before].slice(0, SHOWN_MAX));
    setBusy(false);
  };
  return (
    <section id="play" className="card play" aria-labelledby="play-title">
      <h2 id="play-title">Use a model</h2>
      <p className="faint">
        Records a use, as your app would. Watch the balance in{" "}
        <a href="/" target="_blank" rel="noopener">
          a second tab
        </a>{" "}
        too.
      </p>
      <form onSubmit={use}>
        <label className="field">
          <span>Model</span>
          <ModelSelect id="play-model" models={catalog.data?.models ?? []} providers={catalog.data?.providers ?? []} value={model} onChange={onModel} />
        </label>
        <div className="chips" role="group" aria-label="Sizes">
          {SIZES.map(({ name, input, output }) => (
            <button
              key={name}
              type="button"
              aria-pressed={tokens.input === input && tokens.output === output}
              onClick={() => setTokens({ input, output })}
            >
              {name}
            </button>
          ))}
        </div>
        <div className="pair">
          <TokenField label="Input tokens" value={tokens.input} onChange={(input) => setTokens({ ...tokens, input })} />
          <TokenField label="Output tokens" value={tokens.output} onChange={(output) => setTokens({ ...tokens, output })} />
        </div>
        <div className="act">
          <Quote session={session} model={model} tokens={tokens} pulse={pulse} />
          <button className="main" type="submit" disabled={busy}>
            Use it
          </button>
        </div>
      </form>
      <ul className="told" aria-live="polite">
        {told.map((one) => (
          <Outcome key={one.key} told={one} onModel={onModel} />
        ))}
      </ul>
    </section>
  );
}

interface Tokens {
  input: number;
  output: number;
}

async function record(session: Session, model: string, tokens: Tokens): Promise<RecordUseMutation["recordUsage"]> {
  const input = { model, inputTokens: tokens.input, outputTokens: tokens.output, idempotencyKey: newKey() };
  return (await execute(RecordUseDocument, { input }, session)).recordUsage;
}

function TokenField({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="number"
        inputMode="numeric"
        min={0}
        max={100_000_000}
        step={1}
        required
        value={Number.isNaN(value) ? "" : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </label>
  );
}

interface QuoteProps {
  session: Session;
  model: string;
  tokens: Tokens;
  pulse: Pulse | null;
}

/** What the use would cost now. */
function Quote({ session, model, tokens, pulse }: QuoteProps) {
  const input = useSettled(tokens, QUOTE_WAIT);
  const read = useCallback(async () => {
    if (!Number.isSafeInteger(input.input) || !Number.isSafeInteger(input.output)) return null;
    const wanted = { model, inputTokens: input.input, outputTokens: input.output };
    return (await execute(PriceOfDocument, { input: wanted }, session)).quote;
  }, [session, model, input]);
  const { data, error, loading } = useLoaded(read, pulse?.revision);
  if (error !== null) return <p className="quote bad">{error}</p>;
  if (data === null) return <p className="quote" />;
  return (
    <p className="quote" data-stale={loading || input !== tokens}>
      {data.cost === 0 ? "Free" : <strong>{plural(data.cost, "token")}</strong>}
      {!data.allowed && <span className="badge bad">{data.refusal?.code === "QUOTA_EXCEEDED" ? "above the limit" : "too much for now"}</span>}
      {data.allowed && data.cost > 0 && pulse !== null && <span className="faint">leaves {number(pulse.available - data.cost)}</span>}
    </p>
  );
}
