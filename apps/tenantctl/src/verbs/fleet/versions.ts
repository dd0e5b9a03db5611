import type { Schemas } from '@mt/control-plane-api/client'
import { z } from 'zod'
import { type Columns, tableOf } from '../../output/table.ts'
import { verb } from '../../verb.ts'

const columns: Columns<Schemas['FleetVersions']['versions'][number]> = [
  ['version', ({ schemaVersion }) => schemaVersion],
  ['tenants', ({ tenants }) => tenants],
  ['failed', ({ failed }) => failed],
]

export const fleetVersions = verb({
  name: 'fleet versions',
  summary: 'Count the tenants by the version of their tables',
  routes: ['GET /v1/fleet/versions'],
  input: z.object({}),
  async run({ client, out }) {
    const all = await client.call('GET /v1/fleet/versions')
    out.result(all, () => {
      const head = `${all.behind} tenants are behind ${all.target}`
      return `${tableOf(columns, all.versions)}\n\n${head}`
    })
  },
})
