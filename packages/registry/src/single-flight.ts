export type SingleFlight<T> = (key: string, run: () => Promise<T>) => Promise<T>

/** Runs at most one `run` for a key at a time; callers that come while it runs get the same promise. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Promise<T>>()
  return function fly(key, run) {
    const underWay = flights.get(key)
    if (underWay) return underWay
    const flight = run().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }
}
