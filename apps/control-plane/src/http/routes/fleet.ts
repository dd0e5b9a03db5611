import { streamSSE } from 'hono/streaming'
import type { FleetKind } from '../../fleet/fleet-run.entity.ts'
import { cancelRun } from '../../verbs/fleet/cancel-run.ts'
import { fleetCounts } from '../../verbs/fleet/fleet-counts.ts'
import { fleetVersions } from '../../verbs/fleet/fleet-versions.ts'
import { listResults } from '../../verbs/fleet/list-results.ts'
import { listRuns, showRun } from '../../verbs/fleet/list-runs.ts'
import { type RunParts, submitRun } from '../../verbs/fleet/submit-run.ts'
import { watchRun } from '../../verbs/fleet/watch-run.ts'
import type { GuardParts } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'
import {
  declareDriftRoutes,
  declareFleetRoutes,
  declareMigrationRoutes,
} from './declare-fleet-routes.ts'

type RunRouteParts = GuardParts &
  RunParts &
  Parameters<typeof cancelRun>[0] & { stopping: AbortSignal }

/** Migrations of the fleet. */
export function migrationRoutes(context: RunRouteParts) {
  const { begin } = declareMigrationRoutes(context)
  return runRoutes(context, 'migration').openapi(begin, async (c) => {
    const body = c.req.valid('json')
    const id = await submitRun(context, c.get('actor'), { kind: 'migration', request: body })
    const location = { location: `/v1/migrations/${id}` }
    return c.json(await showRun(context, { kind: 'migration', id }), 202, location)
  })
}

/** Drift checks of the fleet, which change nothing. */
export function driftRoutes(context: RunRouteParts) {
  const { begin } = declareDriftRoutes(context)
  return runRoutes(context, 'drift').openapi(begin, async (c) => {
    const request = { ...c.req.valid('json'), canary: 0, dryRun: false }
    const id = await submitRun(context, c.get('actor'), { kind: 'drift', request })
    const location = { location: `/v1/drift/${id}` }
    return c.json(await showRun(context, { kind: 'drift', id }), 202, location)
  })
}

/** The fleet as a whole. */
export function fleetRoutes(context: GuardParts & Parameters<typeof fleetVersions>[0]) {
  const { counts, versions } = declareFleetRoutes(context)
  return newRouter()
    .openapi(counts, async (c) => c.json(await fleetCounts(context), 200))
    .openapi(versions, async (c) => c.json(await fleetVersions(context), 200))
}

/** The routes that both kinds of runs have. */
function runRoutes(context: RunRouteParts, kind: FleetKind) {
  const { list, show, results, cancel, events } =
    kind === 'migration' ? declareMigrationRoutes(context) : declareDriftRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json(await listRuns(context, kind, c.req.valid('query')), 200))
    .openapi(show, async (c) => {
      return c.json(await showRun(context, { kind, ...c.req.valid('param') }), 200)
    })
    .openapi(results, async (c) => {
      const { id } = await showRun(context, { kind, ...c.req.valid('param') })
      return c.json(await listResults(context, id, c.req.valid('query')), 200)
    })
    .openapi(cancel, async (c) => {
      const target = { kind, ...c.req.valid('param') }
      await cancelRun(context, c.get('actor'), target)
      return c.json(await showRun(context, target), 202)
    })
    .openapi(events, async (c) => {
      const target = { kind, ...c.req.valid('param') }
      await showRun(context, target)
      return streamSSE(c, async (stream) => {
        const left = new AbortController()
        stream.onAbort(() => left.abort())
        const signal = AbortSignal.any([left.signal, context.stopping])
        for await (const run of watchRun(context, target, signal)) {
          await stream.writeSSE({ event: 'progress', data: JSON.stringify(run) })
        }
      })
    })
}
