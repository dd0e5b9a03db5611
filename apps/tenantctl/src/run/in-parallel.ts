/** Works through items in order, at most `atOnce` at a time, and yields each outcome when it is ready. */
export async function* inParallel<Item, Outcome>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const waiting = [...items]
  const busy = new Set<Promise<Outcome>>()
  while (waiting.length > 0 || busy.size > 0) {
    while (waiting.length > 0 && busy.size < atOnce) busy.add(work(waiting.shift() as Item))
    const done = await Promise.race([...busy].map(async (each) => ({ each, result: await each })))
    busy.delete(done.each)
    yield done.result
  }
}
