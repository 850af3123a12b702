import { type FormEvent, useCallback, useState } from "react";

import { durationParts } from "../../src/i18n/duration";
import { AdvanceClockDocument, ClockDocument, type ClockPartsFragment } from "../generated/operations";
import { ApiError, execute, newKey } from "../lib/api";
import { dateTime } from "../lib/format";
import { messageOf, useEvery, useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { counted } from "../lib/words";

const FRESH_MS = 5_000;
/** The seconds of each unit. */
const UNITS = { day: 86_400, week: 604_800, hour: 3_600, minute: 60 } as const;
/** The longest single move. */
const LONGEST_SECONDS = 366 * UNITS.day;
type Unit = keyof typeof UNITS;
const COUNTED = { day: "DAYS", hour: "HOURS", minute: "MINUTES", second: "SECONDS" } as const;

/** The service's time, which can be moved ahead in development. Shows nothing where it can't. */
export function Clock({ session }: { session: Session }) {
  const every = useEvery(FRESH_MS);
  const [moves, setMoves] = useState(0);
  const read = useCallback(async () => (await execute(ClockDocument, {}, session)).clock, [session]);
  const { data } = useLoaded(read, `${every} ${moves}`);
  if (data === null || !data.movable) return null;
  return (
    <section id="clock" className="section" aria-labelledby="clock-title">
      <h2 id="clock-title">{text("clock")}</h2>
      <p className="faint">
        {text("clockLead")}
      </p>
      <p role="status">
        <Present clock={data} />
      </p>
      <Move session={session} onMoved={() => setMoves(moves + 1)} />
    </section>
  );
}

function Present({ clock: { now, aheadSeconds } }: { clock: ClockPartsFragment }) {
  const time = { time: <time dateTime={now}>{dateTime(now)}</time> };
  if (aheadSeconds === 0) return rich("clockReal", time);
  const parts = durationParts(aheadSeconds * 1_000).filter(({ value }) => value > 0);
  return rich("clockAhead", time, { ahead: parts.map(({ value, unit }) => counted(COUNTED[unit], value)).join(" ") });
}

function Move({ session, onMoved }: { session: Session; onMoved: () => void }) {
  const [number, setNumber] = useState(31);
  const [unit, setUnit] = useState<Unit>("day");
  // Kept until the clock has moved, so that trying again after an error does not move it twice.
  const [key, setKey] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (apply: () => void) => {
    apply();
    setKey(newKey());
  };
  const move = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const failed = await advance(session, number * UNITS[unit], key).then(() => null, messageOf);
    setBusy(false);
    setProblem(failed);
    if (failed === null) change(onMoved);
  };
  return (
    <form className="filters" aria-label={text("moveClock")} onSubmit={move}>
      <label className="field">
        <span>{text("aheadBy")}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={Math.floor(LONGEST_SECONDS / UNITS[unit])}
          step={1}
          required
          value={Number.isNaN(number) ? "" : number}
          onChange={(event) => change(() => setNumber(event.target.valueAsNumber))}
        />
      </label>
      <label className="field">
        <span>{text("unit")}</span>
        <select value={unit} onChange={(event) => change(() => setUnit(event.target.value as Unit))}>
          {(Object.keys(UNITS) as Unit[]).map((name) => (
            <option key={name} value={name}>
              {text(`unit${name}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={busy}>
        {text(busy ? "moving" : "moveClock")}
      </button>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

async function advance(session: Session, seconds: number, idempotencyKey: string): Promise<void> {
  const { advanceClock: result } = await execute(AdvanceClockDocument, { input: { seconds, idempotencyKey } }, session);
  if (result.__typename !== "ClockAdvanced") throw new ApiError(result.message, result.__typename);
}
