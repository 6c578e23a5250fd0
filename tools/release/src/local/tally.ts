/** What one client has got, in order: who sent it, and which of the sender's messages it is. */
export type Received = readonly { sender: number; number: number }[]

/** What is wrong with what clients have got, of the messages that senders were told are stored. */
export interface Tally {
  acked: number
  lost: number
  doubled: number
  reordered: number
}

/** `acked` has the numbers of each sender's messages; every client should have got each once, and each sender's in order. */
export function tallyOf(acked: readonly (readonly number[])[], clients: readonly Received[]): Tally {
  const tally = { acked: acked.flat().length, lost: 0, doubled: 0, reordered: 0 }
  for (const received of clients) {
    for (const [sender, numbers] of acked.entries()) {
      const got = received.filter((each) => each.sender === sender).map(({ number }) => number)
      const distinct = new Set(got)
      tally.lost += numbers.filter((number) => !distinct.has(number)).length
      tally.doubled += got.length - distinct.size
      tally.reordered += got.filter((number, index) => number < (got[index - 1] ?? 0)).length
    }
  }
  return tally
}
