/** A refused request, in words for people: as a whole, and field by field. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  /** Stable: the pages decide by it. */
  readonly code: string
  /** By the field's name in the request. */
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, { code, detail, title, errors = [] }: ProblemDocument) {
    super(sentence(detail ?? title ?? 'the service answered with an error'))
    this.status = status
    this.code = code ?? 'unknown'
    this.fields = Object.fromEntries(errors.map(({ field, message }) => [field, message]))
  }
}

/** There was no answer. */
export class Unreachable extends Error {
  override name = 'Unreachable'

  constructor(options?: ErrorOptions) {
    super('No answer. Check your connection and try again.', options)
  }
}

interface ProblemDocument {
  code?: string
  title?: string
  detail?: string
  errors?: { field: string; message: string }[]
}

/** The problem of an answer; without a problem document, its status text. */
export function problemFrom(response: Response, body: unknown): ApiProblem {
  const isDocument = typeof body === 'object' && body !== null
  return new ApiProblem(response.status, isDocument ? body : { title: response.statusText })
}

export function hasStatus(error: unknown, ...statuses: number[]): error is ApiProblem {
  return error instanceof ApiProblem && statuses.includes(error.status)
}

/** The message for any error. */
export function messageOf(error: unknown): string {
  return error instanceof ApiProblem || error instanceof Unreachable
    ? error.message
    : 'Something went wrong here. Reload the page and try again.'
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
