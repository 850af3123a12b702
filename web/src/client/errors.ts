import type { Problem } from "./types";

/** Nobody is signed in, or every token was refused. */
export class SignedOut extends Error {
  constructor() {
    super("Nobody is signed in.");
    this.name = "SignedOut";
  }
}

/** A request that failed, with the API's code for it, and how long the server asks to wait. */
export class RequestFailed extends Error {
  readonly code: string;
  readonly waitMs: number;

  constructor(problem: Problem, waitMs = 0) {
    super(problem.message);
    this.name = "RequestFailed";
    this.code = problem.code;
    this.waitMs = waitMs;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailed) return { code: error.code, message: error.message };
  return { code: "NETWORK", message: error instanceof Error ? error.message : String(error) };
}

/** The first entry of `errors` in an answer, or of a subscription's refusal. */
export function problemIn(errors: readonly unknown[]): Problem {
  const first = errors[0] as { message?: unknown; extensions?: { code?: unknown } } | undefined;
  return {
    code: String(first?.extensions?.code ?? "BAD_INPUT"),
    message: String(first?.message ?? "The request was refused."),
  };
}
