import type { TypedDocumentString } from "../generated/operations";
import type { ServerClock } from "./clock";
import type { Credentials } from "./credentials";
import { problemIn, RequestFailed } from "./errors";
import type { Operation } from "./link";
import { explainOrigin } from "./origins";

/** Sends a document. Raises RequestFailed, SignedOut, or another error if there is no answer. */
export type Request = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

/** The document as it is sent. Every document has one operation, and the operation has a name. */
export function operationOf<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Operation {
  const query = document.toString();
  const [, operationName = ""] = /^\s*(?:query|mutation|subscription) (\w+)/m.exec(query) ?? [];
  return { query, operationName, variables: { ...variables } as Record<string, unknown> };
}

type ResultOf<Document> = Document extends TypedDocumentString<infer Result, infer _> ? Result : never;

interface Answer<Result> {
  data?: Result | null;
  errors?: readonly unknown[];
}

export interface TransportOptions {
  endpoint: string;
  credentials: Credentials;
  clock: ServerClock;
}

/** Queries and mutations over plain HTTP. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  readonly request: Request = async (document, variables, signal) => {
    const body = JSON.stringify({ query: document.toString(), variables });
    for (;;) {
      const token = await this.#options.credentials.token();
      const answer = await this.#post<ResultOf<typeof document>>(body, token, signal);
      if (answer !== "refused") return answer;
      await this.#options.credentials.refuse(token);
    }
  };

  async #post<Result>(body: string, token: string, signal?: AbortSignal): Promise<Result | "refused"> {
    const sentAt = Date.now();
    const response = await this.#fetch({
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body,
      signal,
    });
    this.#options.clock.observe(response.headers.get("date"), sentAt, Date.now());
    return this.#result(response, await parsed<Result>(response));
  }

  async #fetch(request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#options.endpoint, request);
    } catch (error) {
      if (!request.signal?.aborted) explainOrigin(this.#options.endpoint);
      throw error;
    }
  }

  #result<Result>(response: Response, answer: Answer<Result>): Result | "refused" {
    const problem = answer.errors?.length ? problemIn(answer.errors) : null;
    if (response.status === 401 || problem?.code === "UNAUTHENTICATED") return "refused";
    this.#options.credentials.accept();
    if (problem) throw new RequestFailed(problem, waitMs(response));
    if (answer.data == null) throw unexpected(response);
    return answer.data;
  }
}

async function parsed<Result>(response: Response): Promise<Answer<Result>> {
  try {
    return (await response.json()) as Answer<Result>;
  } catch (error) {
    if (response.status === 401) return {};
    throw error instanceof SyntaxError ? unexpected(response) : error;
  }
}

function unexpected(response: Response): RequestFailed {
  const message = `The server answered ${response.status} without a result.`;
  return new RequestFailed({ code: "UNAVAILABLE", message }, waitMs(response));
}

/** How long the server asks to wait before the next attempt; 0 if it does not. */
function waitMs(response: Response): number {
  return 1000 * (Number(response.headers.get("retry-after")) || 0);
}
