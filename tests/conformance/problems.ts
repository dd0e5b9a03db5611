/** Expected refusals, for use with `toMatchObject`. */

export function problem(status: number, code: string) {
  return { status, body: { status, code, type: `urn:problem:${code}` } }
}

/** A refusal of exactly these fields. */
export function invalid(...fields: string[]) {
  const errors = fields.map((field) => ({ field }))
  return { status: 422, body: { status: 422, code: 'invalid_fields', errors } }
}

export const unauthorized = problem(401, 'unauthorized')
export const forbidden = problem(403, 'forbidden')
export const notFound = problem(404, 'not_found')
export const unknownHost = problem(404, 'unknown_host')
