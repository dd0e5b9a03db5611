import { join } from 'node:path'
import { findRecorded, type RecordedProcess } from '@mt/local-servers/processes/recorded-process'
import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { placementSchema } from '@mt/shared/placement'
import pg from 'pg'
import { z } from 'zod'
import type { Network } from '../network.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'

const tenantSchema = z.object({ id: z.string(), placement: placementSchema, epoch: z.number() })

/** A dedicated tenant, a user of its own, and a view of what runs for it. */
export interface Dedicated extends TenantClient {
  id: string
  placement: z.infer<typeof placementSchema>
  epoch: number
  user: User
  /** Its service, or its PostgreSQL, where that runs. */
  process(part: 'service' | 'postgres'): Promise<RecordedProcess | undefined>
  /** What its user is answered, who he is. */
  ask(): Promise<{ status: number; retryAfter: string | undefined }>
}

export async function onboardDedicated(network: Network): Promise<Dedicated> {
  const client = await network.onboard({ isolation: 'dedicated' })
  const answer = await network.operate('GET', `/v1/tenants/${client.slug}`)
  const tenant = tenantSchema.parse(expectStatus(answer, 200))
  const user = await client.newUser()
  const records = recordsOf(join(network.tenantsFolder, tenant.id))
  return {
    ...client,
    ...tenant,
    user,
    process: (part) => findRecorded(records[part]),
    async ask() {
      const { status, headers } = await client.call('GET', '/me', { token: user.token })
      return { status, retryAfter: headers['retry-after'] }
    },
  }
}

/** Ends a part of the tenant as a crash would. */
export async function crash(tenant: Dedicated, part: 'service' | 'postgres'): Promise<number> {
  const { pid } = (await tenant.process(part)) ?? {}
  if (!pid) throw new Error(`${part} does not run`)
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Whether a login lets in: `opened`, or PostgreSQL's code. */
export async function opens(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString })
  try {
    await client.connect()
    return 'opened'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.end()
  }
}
