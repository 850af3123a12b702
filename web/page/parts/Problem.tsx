/** What went wrong last, read out at once; nothing for null. */
export function Problem({ children }: { children: string | null }) {
  if (children === null) return null;
  return (
    <p className="notice bad" role="alert">
      {children}
    </p>
  );
}
