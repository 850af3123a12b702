import { describe, expect, it } from "vitest";
import { COLOURS, STYLES } from "./css";

type Colour = keyof typeof COLOURS;

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXTS: [Colour, Colour][] = [
  ["text", "ground"],
  ["text", "raised"],
  ["quiet", "ground"],
  ["quiet", "raised"],
  ["warn", "raised"],
  ["bad", "raised"],
  ["on-accent", "accent"],
  ["good", "good-ground"],
  ["warn", "warn-ground"],
  ["bad", "bad-ground"],
];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in %s", (_name, at) => {
  it.each(TEXTS)("%s can be read on %s", (text, ground) => {
    expect(contrast(COLOURS[text][at], COLOURS[ground][at])).toBeGreaterThanOrEqual(4.5);
  });

  it.each([["accent"], ["bad"]] as const)("a bar in %s stands out from its track", (fill) => {
    expect(contrast(COLOURS[fill][at], COLOURS.track[at])).toBeGreaterThanOrEqual(3);
  });
});

describe("the styles", () => {
  it("know no left and right: they serve both directions of writing", () => {
    expect(STYLES).not.toMatch(/(margin|padding|border)-(left|right)|text-align:(left|right)|[^-\w](left|right):/);
  });

  it("name nothing outside of the widget", () => {
    const classes = STYLES.match(/\.[a-z][\w-]*/g) ?? [];
    expect(classes.filter((name) => !name.startsWith(".yb-"))).toEqual([]);
  });

  it("have every brace closed", () => {
    expect(STYLES.match(/\{/g)?.length).toBe(STYLES.match(/\}/g)?.length);
  });
});
