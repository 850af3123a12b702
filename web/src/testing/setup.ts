import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { WITHIN_MS } from "./watch";

// Otherwise what a test looks for must be there within a second.
configure({ asyncUtilTimeout: WITHIN_MS });

/** Features that browsers have and jsdom lacks. */
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(cleanup);
