// Holds the place of the rows while the first of them come.
const ROWS = 12;

export function RunsSkeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="bone" />
      ))}
    </div>
  );
}
