/**
 * What was typed as a number. What is none stays as it was typed, for the API to refuse: a NaN would reach
 * it as null, which lifts a limit.
 */
export function numberOf(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? (text as unknown as number) : number
}
