/**
 * The results of `work` for each item, of which so many run at the same time. After a failure nothing further begins, and it is thrown when what
 * runs has ended: whoever repeats the request meets nothing of this one.
 */
export async function mapAtOnce<Item, Result>(
  atOnce: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = items.entries()
  let hasFailed = false
  const lane = async () => {
    for (const [at, item] of left) {
      try {
        results[at] = await work(item)
      } catch (error) {
        hasFailed = true
        throw error
      }
      if (hasFailed) return
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane))
  const failed = lanes.find(({ status }) => status === 'rejected')
  if (failed) throw (failed as PromiseRejectedResult).reason
  return results
}
