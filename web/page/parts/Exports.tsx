import { useState } from "react";

import { type Between, type ExportName, saveExport } from "../lib/exporting";
import { messageOf } from "../lib/hooks";
import type { Session } from "../lib/session";

const FILES: [ExportName, string][] = [
  ["usage.csv", "Usage, CSV"],
  ["usage.jsonl", "Usage, JSONL"],
  ["ledger.csv", "Ledger, CSV"],
  ["ledger.jsonl", "Ledger, JSONL"],
];

/** Downloads of the history. */
export function Exports({ session, between }: { session: Session; between: Between }) {
  const [busy, setBusy] = useState<ExportName | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const download = async (name: ExportName) => {
    setBusy(name);
    setProblem(null);
    await saveExport(session, name, between).catch((error: unknown) => setProblem(messageOf(error)));
    setBusy(null);
  };
  return (
    <div className="exports">
      <div className="chips" role="group" aria-label="Download">
        <span className="faint">Download</span>
        {FILES.map(([name, words]) => (
          <button key={name} type="button" disabled={busy !== null} onClick={() => download(name)}>
            {busy === name ? "Downloading…" : words}
          </button>
        ))}
      </div>
      <p className="faint small">
        All models, of the days chosen above. For millions of rows use <code>GET /export/usage.csv</code> with the token from a program: it
        streams.
      </p>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
