// The promise of an answer, as the clients of OpenAI and Anthropic return it. Of theirs, only `_thenUnwrap` is used:
// it hands out the parsed answer together with the response.
import { Unmetered } from "../errors.js";

/** What a client knows of a response. */
export interface Props {
  response: Response;
}

type Transform = (data: any, props: Props) => unknown;

/** The client's own promise. It parses the answer each time that one of its promises is waited for, and so only once. */
export interface Native extends Promise<unknown> {
  _thenUnwrap(transform: Transform): Promise<unknown>;
  asResponse(): Promise<Response>;
  withResponse(): Promise<unknown>;
}

/** One request: the client's own promise, and what its metering makes of the answer; undefined if it is not metered. */
export interface Request {
  native: Native;
  metered: Promise<{ data: unknown; props: Props } | undefined>;
  /** The headers with ids that `withResponse` tells, by their names there. */
  ids: Readonly<Record<string, string>>;
}

/** Behaves like the client's own promise; the answer of a metered request is parsed once, and counted. */
export class Answer extends Promise<unknown> {
  readonly #request: Request;
  readonly #transforms: readonly Transform[];
  #data: Promise<unknown> | undefined;

  constructor(request: Request, transforms: readonly Transform[] = []) {
    super((resolve) => resolve(undefined));
    this.#request = request;
    this.#transforms = transforms;
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // It is a promise.
  // oxlint-disable-next-line unicorn/no-thenable
  override then<A = unknown, B = never>(
    fulfilled?: ((value: any) => A | PromiseLike<A>) | null,
    rejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.parse().then(fulfilled, rejected);
  }

  override catch<B = never>(rejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<unknown | B> {
    return this.parse().catch(rejected);
  }

  override finally(done?: (() => void) | null): Promise<unknown> {
    return this.parse().finally(done);
  }

  parse(): Promise<unknown> {
    this.#data ??= this.#parsed();
    return this.#data;
  }

  _thenUnwrap(transform: Transform): Answer {
    return new Answer(this.#request, [...this.#transforms, transform]);
  }

  /** The raw answer of a metered request would be read without being counted. */
  async asResponse(): Promise<Response> {
    if (!(await this.#request.metered)) return this.#request.native.asResponse();
    throw new Unmetered("asResponse() of a metered call would not be counted: use withResponse().");
  }

  async withResponse(): Promise<unknown> {
    const metered = await this.#request.metered;
    if (!metered && this.#transforms.length === 0) return this.#request.native.withResponse();
    const response = metered?.props.response ?? (await this.#request.native.asResponse());
    const ids = Object.entries(this.#request.ids).map(([name, header]) => [name, response.headers.get(header)]);
    return { data: await this.parse(), response, ...Object.fromEntries(ids) };
  }

  async #parsed(): Promise<unknown> {
    const metered = await this.#request.metered;
    const transformed = (data: unknown, props: Props) => this.#transforms.reduce<unknown>((value, transform) => transform(value, props), data);
    if (metered) return transformed(metered.data, metered.props);
    return this.#transforms.length === 0 ? this.#request.native : this.#request.native._thenUnwrap(transformed);
  }
}
