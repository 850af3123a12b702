import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

/** What browsers have and jsdom has not. */
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(cleanup);
