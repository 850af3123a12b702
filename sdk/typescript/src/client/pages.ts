interface Page {
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Yield the items of all pages. The next page is asked for when its first item is wanted. */
export async function* eachItem(fetchPage: (after: string | null) => Promise<unknown>): AsyncIterableIterator<unknown> {
  let after: string | null = null;
  do {
    const page = (await fetchPage(after)) as Page | null;
    if (page === null) return;
    yield* page.nodes;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}
