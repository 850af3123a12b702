import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";

import { useLoaded, useSettled, type Version, versionOf } from "./hooks";

/** The hook at one version after the other, and how often it has read. */
async function readsAt(...versions: Version[]) {
  let reads = 0;
  const load = async () => (reads += 1);
  const { result, rerender } = renderHook(({ version }) => useLoaded(load, version), { initialProps: { version: versions[0] ?? null } });
  for (const version of versions) await act(async () => rerender({ version }));
  return { reads, ...result.current };
}

it("reads nothing before its version is known, and then once", async () => {
  expect(await readsAt(null)).toMatchObject({ reads: 0, data: null, loading: true, answers: 0 });
  expect(await readsAt(null, 7)).toMatchObject({ reads: 1, data: 1, loading: false, answers: 1 });
  expect(await readsAt(null, 7, 7, 8)).toMatchObject({ reads: 2, data: 2, answers: 2 });
});

it("keeps the last answer while its version is not known", async () => {
  expect(await readsAt(7, null)).toMatchObject({ reads: 1, data: 1, answers: 1 });
});

it("counts answers, not failures", async () => {
  const { result } = renderHook(() => useLoaded(failing));
  await act(async () => undefined);
  expect(result.current).toEqual({ data: null, error: "no", loading: false, answers: 0 });
});

const failing = () => Promise.reject(new Error("no"));

it("knows the version of several things when it knows each of them", () => {
  expect(versionOf(3, null)).toBeNull();
  expect(versionOf(3, 0)).not.toBe(versionOf(30, 0));
  expect(versionOf(3, 10)).not.toBe(versionOf(31, 0));
});

it("settles at once on the first value that is known, and later only after a while", () => {
  const { result, rerender } = renderHook(({ value }: { value: Version }) => useSettled(value, 60_000), { initialProps: { value: null as Version } });
  expect(result.current).toBeNull();
  rerender({ value: 3 });
  expect(result.current).toBe(3);
  rerender({ value: 4 });
  expect(result.current).toBe(3);
});
