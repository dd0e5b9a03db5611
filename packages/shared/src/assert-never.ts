/** Ends a switch over a union: a missing case does not compile, and an unknown value at run time throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
