/** Ends a switch over a union: the compiler refuses it while a case is missing, and it throws if one comes anyway. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`)
}
