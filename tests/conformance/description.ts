import { z } from 'zod'

/** The parts of an OpenAPI document that the suite reads. */
export const openApiView = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
  ),
})

export type Description = z.infer<typeof openApiView>

export interface Operation {
  method: string
  path: string
  responses: Record<string, unknown>
}

/** Every operation that a document describes. */
export function describedAt({ paths }: Description): Operation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { responses }]) => {
      return { method: method.toUpperCase(), path, responses }
    }),
  )
}

/** The operation that a request met, if the document describes it. */
export function operationOf(document: Description, method: string, url: string) {
  const path = url.replace(/\?.*$/s, '').replace(/\/$/, '')
  return describedAt(document).find(
    (each) => each.method === method && patternOf(each.path).test(path),
  )
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)
}
