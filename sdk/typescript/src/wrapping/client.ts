// The clients of OpenAI and Anthropic are generated in one way: every call of theirs is one `request`. A wrapped client
// meters each request there, so also those that helpers send (`parse`, `stream`, tool runners).
import { Unmetered } from "../errors.js";
import { Meter } from "../metering/meter.js";
import { isAbort, Observed } from "../metering/observed.js";
import { Tally } from "../metering/tally.js";
import { Answer, type Native, type Props } from "./answer.js";
import { settleIfDropped } from "./dropped.js";
import { type Known, meteredBy, type WrapSettings } from "./settings.js";

type Body = Record<string, any>;

/** A kind of request that is metered. */
export interface Covered {
  known(body: Body): Known;
  /** The request with a limit for the output, which is less than was asked for. */
  limited(body: Body, maxOutputTokens: number): Body;
  /** The request as it is sent, so that the provider tells its counts. */
  sent?(body: Body): Body;
  /** Events that only `sent` has asked for. */
  hidden?(body: Body): (event: any) => boolean;
}

export interface Provider {
  name: string;
  covered: Readonly<Record<string, Covered>>;
  /** Paths of POST requests that cost nothing. */
  free: readonly RegExp[];
  /** The headers with ids that `withResponse` tells, by their names there. */
  ids: Readonly<Record<string, string>>;
}

interface Options {
  method: string;
  path: string;
  body?: Body | null;
  stream?: boolean;
  signal?: AbortSignal | null;
  idempotencyKey?: string;
}

interface Stream {
  iterator: () => AsyncIterator<unknown>;
  controller: AbortController;
}

interface Client {
  withOptions(options: object): Client;
  request(options: Options | Promise<Options>, remaining?: number | null): Native;
  getAPIList(path: string, page: unknown, options?: Partial<Options> | Promise<Partial<Options>>): unknown;
}

/** Return a client like this one whose calls are metered. */
export function wrapped<T>(client: T, provider: Provider, settings: WrapSettings): T {
  const given = client as Client;
  if (typeof given.withOptions !== "function" || typeof given.request !== "function") {
    throw new TypeError(`this is no client of the package for ${provider.name}, or one of a version that is not known`);
  }
  const copy = given.withOptions({});
  const request = copy.request.bind(copy);
  copy.request = (options, remaining) => meter(request, Promise.resolve(options), remaining);
  const list = copy.getAPIList.bind(copy);
  copy.getAPIList = (path, page, options) => list(path, page, Promise.resolve(options).then((one) => checkedList(path, one)));
  copy.withOptions = (options) => wrapped(given.withOptions(options), provider, settings);
  return copy as T;

  function meter(send: Client["request"], options: Promise<Options>, remaining?: number | null): Native {
    const prepared = options.then(prepare);
    const native = send(
      prepared.then(({ options: sent }) => sent),
      remaining,
    );
    // What is refused is not sent: the caller hears it from the answer.
    prepared.catch(() => native.catch(() => {}));
    const metered = prepared.then(({ meter, hidden }) => meter && answered(native, meter, hidden));
    // Nobody has to wait for a call: it is settled nevertheless.
    metered.catch(() => {});
    return new Answer({ native, metered, ids: provider.ids });
  }

  async function prepare(options: Options): Promise<Prepared> {
    const path = options.path.split("?")[0]!;
    const covered = options.method.toLowerCase() === "post" ? provider.covered[path] : undefined;
    if (!covered) {
      check(options.method, path);
      return { options };
    }
    const body = options.body ?? {};
    const known = covered.known(body);
    const signal = options.signal ?? undefined;
    const call = await meteredBy(settings, known, { idempotencyKey: options.idempotencyKey, signal });
    const opened = await Meter.open(settings.billing, call);
    const asked = call.maxOutputTokens ?? settings.billing.maxOutputTokens;
    const limited = opened.hold.maxOutputTokens < asked ? covered.limited(body, opened.hold.maxOutputTokens) : body;
    const hidden = covered.hidden?.(body);
    return { options: { ...options, body: covered.sent?.(limited) ?? limited }, meter: opened, hidden };
  }

  function checkedList(path: string, options: Partial<Options> | undefined): Partial<Options> {
    check(options?.method ?? "get", path);
    return options ?? {};
  }

  function check(method: string, path: string): void {
    const isFree = method.toLowerCase() !== "post" || provider.free.some((one) => one.test(path));
    if (isFree || settings.allow?.includes(path)) return;
    const way = `wrap${provider.name}(client, { …, allow: [${JSON.stringify(path)}] })`;
    throw new Unmetered(`${method.toUpperCase()} ${path} would not be metered. Use billing.metered for it, or allow it: ${way}`);
  }
}

interface Prepared {
  options: Options;
  meter?: Meter;
  hidden?: ((event: any) => boolean) | undefined;
}

/** Keep the hold while the provider is waited for. Nothing is charged if it fails; the input, if the caller gave up. */
async function answered(native: Native, meter: Meter, hidden: Prepared["hidden"]): Promise<{ data: unknown; props: Props }> {
  let answer: { data: unknown; props: Props };
  try {
    const parsed = native._thenUnwrap((data, props) => ({ data, props }));
    answer = (await meter.alive.during(Promise.resolve(parsed))) as typeof answer;
  } catch (error) {
    // A settlement that is refused was reported; the caller gets the provider's error.
    await (isAbort(error, meter.signal) ? meter.settle(true) : meter.release()).catch(() => {});
    throw error;
  }
  return { data: await noted(answer.data, meter, hidden), props: answer.props };
}

async function noted(data: unknown, meter: Meter, hidden: Prepared["hidden"]): Promise<unknown> {
  if (isStream(data)) return observed(data, meter, hidden);
  if (typeof data === "object" && data !== null && Symbol.asyncIterator in data) {
    (data as Partial<Stream>).controller?.abort();
    await meter.release();
    throw new Unmetered("The streams of this version of the provider's package are not known.");
  }
  meter.tallies.push(Tally.of(data as object));
  await meter.settle();
  return data;
}

function isStream(data: unknown): data is Stream {
  return typeof data === "object" && data !== null && typeof (data as Stream).iterator === "function" && "controller" in data;
}

function observed(stream: Stream, meter: Meter, hidden?: (event: any) => boolean): Stream {
  const tally = new Tally();
  meter.tallies.push(tally);
  const iterate = stream.iterator.bind(stream);
  const reader = new Observed({ [Symbol.asyncIterator]: iterate } as AsyncIterable<unknown>, tally, {
    waiting: (provider) => meter.alive.during(provider),
    check: () => {},
    done: () => meter.settle(),
    stop: () => stream.controller.abort(),
    signal: meter.signal,
  }, hidden);
  let isRead = false;
  stream.iterator = () => {
    // The second time, the package's own iterator says that the stream was read.
    if (isRead) return iterate();
    isRead = true;
    return reader;
  };
  // A function made here would keep the reader.
  settleIfDropped(reader, meter, stream.controller.abort.bind(stream.controller));
  return stream;
}
