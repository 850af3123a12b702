import { ApiError } from "./api";
import { ask } from "./asking";
import { text } from "./language";
import type { Session } from "./session";

export type ExportName = "usage.csv" | "usage.jsonl" | "ledger.csv" | "ledger.jsonl";

/** Instants, half-open; null: no bound. */
export interface Between {
  from: string | null;
  to: string | null;
}

/** Reads an export as `session` and gives it to the browser to save. Raises ApiError for a refusal. */
export async function saveExport(session: Session, name: ExportName, between: Between): Promise<void> {
  let response = await asked(session, name, between, false);
  if (response.status === 401) response = await asked(session, name, between, true);
  if (!response.ok) throw await refusal(response);
  save(await response.blob(), `${session.account}-${name}`);
}

async function asked(session: Session, name: ExportName, between: Between, renew: boolean): Promise<Response> {
  const wanted = new URLSearchParams(Object.entries(between).filter((pair): pair is [string, string] => pair[1] !== null));
  return ask(`/export/${name}?${wanted}`, { headers: { authorization: `Bearer ${await session.getToken(renew)}` } });
}

async function refusal(response: Response): Promise<Error> {
  const told = (await response.json().catch(() => null)) as { errors?: { message: string; extensions?: { code?: string } }[] } | null;
  const [error] = told?.errors ?? [];
  if (error === undefined) return new Error(text("serverAnswered", { status: response.status }));
  return new ApiError(error.message, error.extensions?.code ?? "INTERNAL");
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name.replace(/[^\w.@-]+/g, "_");
  link.click();
  // Later, because the browser has to open it first.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
