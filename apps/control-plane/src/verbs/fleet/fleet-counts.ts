import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'
import type { WithOrm } from '../../database/open-orm.ts'
import { lifeStatuses } from '../../tenants/transitions.ts'

const count = z.number().int()

export const fleetCountsSchema = z
  .object({
    tenants: count.openapi({ description: 'All tenants except purged ones' }),
    byStatus: z.array(z.object({ status: z.enum(lifeStatuses), tenants: count })),
    byModel: z.array(z.object({ model: z.enum(isolationModels), tenants: count })),
  })
  .openapi('FleetCounts')

type Row = {
  status: (typeof lifeStatuses)[number]
  model: (typeof isolationModels)[number]
  tenants: number
}

/** Counts the tenants by status and isolation model, with one query. */
export async function fleetCounts({ orm }: WithOrm): Promise<z.infer<typeof fleetCountsSchema>> {
  const rows = await orm.em.fork().execute<Row[]>(`
    select status, placement->>'model' as model, count(*)::int as tenants
    from control_plane.tenants group by 1, 2`)
  const present = rows.filter(({ status }) => status !== 'purged')
  const sum = (some: Row[]) => some.reduce((total, { tenants }) => total + tenants, 0)
  return {
    tenants: sum(present),
    byStatus: lifeStatuses.map((status) => ({
      status,
      tenants: sum(rows.filter((row) => row.status === status)),
    })),
    byModel: isolationModels.map((model) => ({
      model,
      tenants: sum(present.filter((row) => row.model === model)),
    })),
  }
}
