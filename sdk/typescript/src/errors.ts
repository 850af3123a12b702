/**
 * What can go wrong:
 *
 *     BillingError
 *     ├── Refused            the rules refuse it; one class for each refusal (InsufficientTokens, QuotaExceeded, …)
 *     ├── ApiError           a mistake of the caller or of the service, by `extensions.code`
 *     │   ├── Unauthenticated, Forbidden, NotFound, BadInput, LimitExceeded
 *     │   └── RateLimited, Unavailable, InternalError
 *     ├── ConnectionFailed   no answer, after all tries
 *     ├── Unsettled          a use that could not be recorded
 *     └── Unmetered          a call that would not be recorded
 */
export class BillingError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** The rules refuse it. `code` is for programs, `message` for people; the other fields are those of the API's type. */
export class Refused extends BillingError {
  declare readonly code: string;

  constructor(fields: { code: string; message: string; [name: string]: unknown }) {
    super(fields.message);
    const { __typename: _type, message: _message, ...own } = fields;
    Object.assign(this, own);
  }
}

/** An entry of `errors`. */
export class ApiError extends BillingError {
  constructor(
    message: string,
    /** `extensions.code`. */
    readonly code: string,
    /** All of `extensions`. */
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Seconds to wait before another try, if the service told. */
  get retryAfter(): number | undefined {
    const seconds = this.extensions["retryAfterSeconds"];
    return typeof seconds === "number" ? seconds : undefined;
  }
}

export class Unauthenticated extends ApiError {}
export class Forbidden extends ApiError {}
export class NotFound extends ApiError {}
export class BadInput extends ApiError {}
export class LimitExceeded extends ApiError {}
export class RateLimited extends ApiError {}
export class Unavailable extends ApiError {}
/** A failure of the service. Its message has a reference for the operator. */
export class InternalError extends ApiError {}

const CODES: Readonly<Record<string, typeof ApiError>> = {
  UNAUTHENTICATED: Unauthenticated,
  FORBIDDEN: Forbidden,
  NOT_FOUND: NotFound,
  BAD_INPUT: BadInput,
  LIMIT_EXCEEDED: LimitExceeded,
  RATE_LIMITED: RateLimited,
  UNAVAILABLE: Unavailable,
  INTERNAL: InternalError,
};

/** Return the error of this code. */
export function apiError(message: string, code: string, extensions: Record<string, unknown> = {}): ApiError {
  const Class = CODES[code] ?? ApiError;
  return new Class(message, code, extensions);
}

/** No answer came, after all tries. `cause` is the last failure. */
export class ConnectionFailed extends BillingError {}

/** A call that would not be recorded, or was not. */
export class Unmetered extends BillingError {}

/** A use that could not be recorded. `settlement` is all that is needed to do it by hand. */
export class Unsettled extends BillingError {
  constructor(
    readonly settlement: Settlement,
    cause: unknown,
  ) {
    super(`A use could not be recorded: ${describe(cause)}. Settle it by hand: ${JSON.stringify(settlement)}`, { cause });
  }
}

/** The input of `settleHold`, with the account and the model for a person who reads it. */
export interface Settlement {
  account: string;
  model: string;
  holdId: string;
  [field: string]: unknown;
}

const describe = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
