import { FRAGMENTS } from "../generated/documents.js";

const complete = new Map<string, string>();

/** Return the document with the fragments that it needs. Each document is put together once. */
export function completed(document: string): string {
  let text = complete.get(document);
  if (text === undefined) {
    text = [document, ...fragmentsOf(document)].join(" ");
    complete.set(document, text);
  }
  return text;
}

function fragmentsOf(document: string): Set<string> {
  const names = new Set<string>();
  const visit = (text: string) => {
    for (const [, name] of text.matchAll(/\.\.\.([A-Z]\w*)/g)) {
      const fragment = FRAGMENTS[name!];
      if (fragment === undefined || names.has(fragment)) continue;
      names.add(fragment);
      visit(fragment);
    }
  };
  visit(document);
  return names;
}
