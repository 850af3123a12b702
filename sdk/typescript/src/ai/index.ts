import type { LanguageModelMiddleware } from "ai";
import { Meter } from "../metering/meter.js";
import { isAbort, Observed } from "../metering/observed.js";
import { Tally } from "../metering/tally.js";
import { settleIfDropped } from "../wrapping/dropped.js";
import { meteredBy, type WrapSettings } from "../wrapping/settings.js";
import { toldByPart, toldByResult } from "./parts.js";

/** How the calls of a model are metered. */
export type MiddlewareSettings = Omit<WrapSettings, "allow">;

interface Params {
  prompt: unknown;
  tools?: unknown;
  maxOutputTokens?: number | undefined;
  abortSignal?: AbortSignal | undefined;
}

interface Model {
  modelId: string;
  doGenerate(params: Params): PromiseLike<object>;
  doStream(params: Params): PromiseLike<{ stream: ReadableStream<unknown> }>;
}

interface Wrapping {
  params: Params;
  model: Model;
}

/**
 * A middleware of the AI SDK (the package `ai`) that meters a language model, streaming and not:
 *
 *     wrapLanguageModel({ model, middleware: billingMiddleware({ billing, account }) })
 */
export function billingMiddleware(settings: MiddlewareSettings): LanguageModelMiddleware {
  const middleware = {
    specificationVersion: "v3",

    async wrapGenerate({ params, model }: Wrapping): Promise<object> {
      const { meter, limited } = await opened(settings, params, model);
      const result = await answered(meter, model.doGenerate(limited));
      const tally = new Tally();
      tally.take(toldByResult(result));
      meter.tallies.push(tally);
      await meter.settle();
      return result;
    },

    async wrapStream({ params, model }: Wrapping): Promise<object> {
      const { meter, limited } = await opened(settings, params, model);
      const result = await answered(meter, model.doStream(limited));
      return { ...result, stream: metered(result.stream, meter) };
    },
  };
  // The versions of the AI SDK have types of their own for the same methods.
  return middleware as unknown as LanguageModelMiddleware;
}

async function opened(settings: MiddlewareSettings, params: Params, model: Model): Promise<{ meter: Meter; limited: Params }> {
  const known = { model: model.modelId, messages: [params.prompt, params.tools], maxOutputTokens: params.maxOutputTokens };
  const call = await meteredBy(settings, known, { signal: params.abortSignal });
  const meter = await Meter.open(settings.billing, call);
  const covered = meter.hold.maxOutputTokens;
  const isShort = covered < (call.maxOutputTokens ?? settings.billing.maxOutputTokens);
  return { meter, limited: isShort ? { ...params, maxOutputTokens: covered } : params };
}

/** Wait for the provider. Nothing is charged if it fails; the input, if the caller gave up. */
async function answered<T>(meter: Meter, result: PromiseLike<T>): Promise<T> {
  try {
    return await meter.alive.during(Promise.resolve(result));
  } catch (error) {
    // A settlement that is refused was reported; the caller gets the provider's error.
    await (isAbort(error, meter.signal) ? meter.settle(true) : meter.release()).catch(() => {});
    throw error;
  }
}

function metered(stream: ReadableStream<unknown>, meter: Meter): ReadableStream<unknown> {
  const tally = new Tally(toldByPart);
  meter.tallies.push(tally);
  const reader = stream.getReader();
  const parts = new Observed(partsOf(reader), tally, {
    waiting: (provider) => meter.alive.during(provider),
    check: () => {},
    done: () => meter.settle(),
    stop: () => void reader.cancel().catch(() => {}),
    signal: meter.signal,
  });
  const shown = new ReadableStream<unknown>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await parts.return();
      },
    },
    // Nothing is read before it is wanted: what is read counts as delivered.
    { highWaterMark: 0 },
  );
  // A function made here would keep the stream.
  settleIfDropped(shown, meter, reader.cancel.bind(reader, undefined));
  return shown;
}

async function* partsOf(reader: ReadableStreamDefaultReader<unknown>): AsyncGenerator<unknown> {
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
