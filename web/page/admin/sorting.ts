export interface Order<Column> {
  column: Column;
  falling: boolean;
}

/** Choosing the same column again reverses the order; numbers begin with the largest, words with A. */
export function ordered<Column>(before: Order<Column>, column: Column, isNumber: boolean): Order<Column> {
  return { column, falling: before.column === column ? !before.falling : isNumber };
}

/** Sorts by a column; empty values come last, and equal rows keep their order. */
export function sorted<Row, Column extends keyof Row>(rows: readonly Row[], { column, falling }: Order<Column>): Row[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [one[column], other[column]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return falling ? compare(b, a) : compare(a, b);
  });
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en");
}
