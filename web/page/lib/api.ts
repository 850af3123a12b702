import { ServerClock } from "../../src/client/clock";
import type { TypedDocumentString } from "../generated/operations";
import { ask } from "./asking";
import { text } from "./language";
import { problemText } from "./problems";
import type { Session } from "./session";

export const ENDPOINT = "/graphql";

/** Receives the server's time from every answer. */
export const clock = new ServerClock();

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** A refusal or an error, in the language of the page. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(problemText(code, message));
  }
}

/** Runs a query or mutation, as `session` or signed out. An expired token is renewed once. */
export async function execute<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  session: Session | null,
): Promise<Result> {
  try {
    return await send(document, variables, session, false);
  } catch (error) {
    if (session === null || !(error instanceof ApiError) || error.code !== "UNAUTHENTICATED") throw error;
    return send(document, variables, session, true);
  }
}

async function send<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  session: Session | null,
  renew: boolean,
): Promise<Result> {
  const headers = new Headers({ "content-type": "application/json" });
  if (session !== null) headers.set("authorization", `Bearer ${await session.getToken(renew)}`);
  const sentAt = Date.now();
  const response = await ask(ENDPOINT, {
    method: "POST",
    headers,
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  clock.observe(response.headers.get("date"), sentAt, Date.now());
  const answer = (await response.json().catch(() => {
    throw new Error(text("serverAnswered", { status: response.status }));
  })) as Answer<Result>;
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new ApiError(error.message, error.extensions?.code ?? "INTERNAL");
  if (answer.data === undefined || answer.data === null) throw new Error(text("noAnswer"));
  return answer.data;
}

/** `crypto.randomUUID` exists on secure origins only, and a development server may not be one. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
