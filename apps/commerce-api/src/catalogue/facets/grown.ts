type Column = Uint8Array | Uint32Array | Float64Array

const GROWTH = 1.5

/** Columns that are half as large again, with the values of the full ones. */
export function grown<Columns extends Record<string, Column>>(
  full: Columns,
  { allocate, capacity }: { allocate: (capacity: number) => Columns; capacity: number },
): Columns {
  const columns = allocate(Math.ceil(capacity * GROWTH))
  for (const name of Object.keys(full)) columns[name]!.set(full[name]!)
  return columns
}
