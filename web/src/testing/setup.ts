import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

/** Features that browsers have and jsdom lacks. */
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(cleanup);
