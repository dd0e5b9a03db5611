import { z } from '@hono/zod-openapi'

const maxWaitMs = 30_000

/** How long a client prefers to wait for the outcome (RFC 7240: `Prefer: wait=10`), at most 30 s; without the header 0. */
export function preferredWaitMs(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})/i.exec(prefer ?? '')?.[1]
  return Math.min(Number(seconds ?? 0) * 1_000, maxWaitMs)
}

/** The header as routes declare it. */
export const prefer = z.object({
  prefer: z
    .string()
    .optional()
    .openapi({ description: '`wait=N` waits up to N seconds (at most 30) for the outcome' }),
})
