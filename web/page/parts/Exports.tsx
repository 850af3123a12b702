import { useState } from "react";

import type { Key } from "../lib/catalogs";
import { type Between, type ExportName, saveExport } from "../lib/exporting";
import { messageOf } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";

const FILES: [ExportName, Key][] = [
  ["usage.csv", "exportUsageCsv"],
  ["usage.jsonl", "exportUsageJsonl"],
  ["ledger.csv", "exportLedgerCsv"],
  ["ledger.jsonl", "exportLedgerJsonl"],
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
      <div className="chips" role="group" aria-label={text("download")}>
        <span className="faint">{text("download")}</span>
        {FILES.map(([name, words]) => (
          <button key={name} type="button" disabled={busy !== null} onClick={() => download(name)}>
            {text(busy === name ? "downloading" : words)}
          </button>
        ))}
      </div>
      <p className="faint small">{rich("exportHint", { address: <code dir="ltr">GET /export/usage.csv</code> })}</p>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
