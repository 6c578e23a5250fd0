/** Calls `run` for each item in order, for `concurrency` items at a time. */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  concurrency: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const runNext = async () => {
    for (const item of waiting) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, runNext))
}
