const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

export interface DurationPart {
  unit: (typeof UNITS)[number][0];
  value: number;
}

/** Days, hours, minutes and seconds, from the largest that is not zero; seconds are rounded up. */
export function durationParts(milliseconds: number): DurationPart[] {
  let rest = Math.max(0, Math.ceil(milliseconds / 1_000));
  const parts = UNITS.map(([unit, seconds]) => {
    const value = Math.floor(rest / seconds);
    rest -= value * seconds;
    return { unit, value };
  });
  const first = parts.findIndex(({ value }) => value > 0);
  return parts.slice(first < 0 ? -1 : first);
}
