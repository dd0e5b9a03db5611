/** "1 vote", "2 votes". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
}

export function isClosed({ closes_at }: { closes_at: string | null }): boolean {
  return closes_at !== null && Date.parse(closes_at) <= Date.now()
}

/** A count's share of the total, in whole percent. */
export function percentOf(votes: number, total: number): number {
  return total === 0 ? 0 : Math.round((votes / total) * 100)
}
