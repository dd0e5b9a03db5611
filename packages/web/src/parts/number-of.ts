/**
 * The typed text as a number. Text that is not a number is returned unchanged, for the API to refuse: a NaN
 * would reach it as null, which lifts a limit.
 */
export function numberOf(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? (text as unknown as number) : number
}
