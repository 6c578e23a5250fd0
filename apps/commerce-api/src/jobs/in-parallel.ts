/** Runs `work` for each item, at most `limit` at the same time; every item gets its turn, whatever becomes of others. */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<PromiseSettledResult<void>[]> {
  const queue = items.values()
  const results: PromiseSettledResult<void>[] = []
  const worker = async () => {
    for (const item of queue) {
      results.push(...(await Promise.allSettled([work(item)])))
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
