import { ApiError, apiError, ConnectionFailed, RateLimited, Unauthenticated, Unavailable } from "../errors.js";
import type { BillingOptions, RequestOptions } from "../options.js";
import type { Session } from "./session.js";
import { backoffMs, retryAfterMs, wait } from "./waiting.js";

const PASSING = new Set([429, 502, 503, 504]);
const TRIES = 5;
const TIMEOUT_MS = 30_000;

/** The answer to a document. `data` may be there beside errors, with null for what failed. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLError[];
}

interface GraphQLError {
  message: string;
  extensions?: Record<string, unknown>;
}

/** Sends documents, and sends them again while the reason passes: a lost connection, 429, 503. */
export class Http {
  readonly #url: string;
  readonly #session: Session;
  readonly #options: BillingOptions;

  constructor(url: string, session: Session, options: BillingOptions) {
    this.#url = url;
    this.#session = session;
    this.#options = options;
  }

  /** Return the data. Raises ApiError for what the service refuses, and ConnectionFailed after the last try. */
  async send(query: string, variables: object, { signal }: RequestOptions = {}): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ query, variables });
    const tries = this.#options.tries ?? TRIES;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#once(body, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (!passes(error) || tried >= tries) throw error;
        const asked = error instanceof ApiError ? retryAfterMs(error.retryAfter) : 0;
        await wait(asked + backoffMs(tried - 1), signal);
      }
    }
  }

  async #once(body: string, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
    const token = await this.#session.token();
    const response = await this.#post(body, token, signal);
    const answer = await read(response);
    const error = failure(response, answer);
    if (error instanceof Unauthenticated && (await this.#session.refuse(token))) return this.#once(body, signal);
    if (error) throw error;
    return answer!.data!;
  }

  async #post(body: string, token: string | undefined, signal: AbortSignal | undefined): Promise<Response> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
    const headers: Record<string, string> = {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
    };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    try {
      return await (this.#options.fetch ?? fetch)(this.#url, {
        method: "POST",
        headers,
        body,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ConnectionFailed(`${this.#url} does not answer: ${reason(cause)}`, { cause });
    }
  }
}

/** Whether the same request may succeed a moment later. */
export function passes(error: unknown): boolean {
  return error instanceof ConnectionFailed || error instanceof RateLimited || error instanceof Unavailable;
}

/** Return the first of the errors. */
export function firstError(errors: readonly GraphQLError[], extensions: Record<string, unknown> = {}): ApiError {
  const [first] = errors;
  const told = { ...extensions, ...first?.extensions };
  return apiError(first?.message ?? "The answer has no data.", String(told["code"] ?? "INTERNAL"), told);
}

/** The body; undefined if it is no answer of a GraphQL service. Raises ConnectionFailed if it breaks off. */
async function read(response: Response): Promise<Answer | undefined> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ConnectionFailed(`The answer broke off: ${reason(cause)}`, { cause });
  }
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null && ("data" in answer || "errors" in answer) ? (answer as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function failure(response: Response, answer: Answer | undefined): ApiError | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const extensions = Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds };
  if (answer?.errors?.length) return firstError(answer.errors, { ...byStatus(response), ...extensions });
  if (answer?.data) return undefined;
  return firstError([{ message: `The service answered ${response.status}.` }], { ...byStatus(response), ...extensions });
}

function byStatus({ status }: Response): Record<string, unknown> {
  if (status === 401) return { code: "UNAUTHENTICATED" };
  if (status === 429) return { code: "RATE_LIMITED" };
  return { code: PASSING.has(status) ? "UNAVAILABLE" : "INTERNAL" };
}

const reason = (cause: unknown) => {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message} (${cause.cause.message})` : cause.message;
};
