import type { ServiceDefinition } from '@mt/data-plane/service'
import type { JsonAnswer } from '@mt/infra/dev/http-json'
import { placementSchema } from '@mt/shared/placement'
import { z } from 'zod'
import type { Network, NewTenant } from '../network.ts'
import { expectStatus, type TenantClient } from '../tenant-client.ts'

/** What a service keeps for its tenants, as its API has it: listed and made at one path, each at its id. */
export interface Resource {
  /** `/notes`: GET lists `{ results }`, POST makes one; `/notes/{id}` knows GET, DELETE and the change. */
  path: string
  /** A body that makes a row in which `text` can be found. */
  make(text: string): object
  /** How a row comes to hold another text; with PUT and the same body, where nothing is said. */
  change?: { method: 'PUT' | 'PATCH'; body(text: string): object }
  /** The quota that counts such rows, if one does. */
  quota?: string
}

/** A service, as the suite has to know it. */
export interface ServiceUnderTest {
  service: ServiceDefinition
  /** The file of the program that serves a dedicated tenant. */
  main: URL
  resource: Resource
  /** Names what the migrations make and no entity can say. */
  unsaid?: RegExp
  /** The headers of somebody who may use the resource, for services that have users. */
  signIn?(tenant: TenantClient): Promise<Record<string, string>>
}

export type Row = z.infer<typeof rowSchema>

export interface Ask {
  body?: object
  headers?: Record<string, string>
}

/** A tenant of the service, and somebody who uses it. */
export interface Party {
  tenant: TenantClient
  identity: z.infer<typeof identitySchema>
  /** Where the service that serves it listens, past the gateway. */
  serviceUrl: string
  headers: Record<string, string>
  /** Asks at the resource's path, or at what stands below it. */
  ask(method: string, below?: string, options?: Ask): Promise<JsonAnswer>
  /** Makes a row. Throws unless it is there and holds the text. */
  make(text: string): Promise<Row>
  list(): Promise<Row[]>
  change(id: string, text: string): Promise<JsonAnswer>
}

const rowSchema = z.looseObject({ id: z.uuid() })
const pageSchema = z.object({ results: z.array(rowSchema) })
const identitySchema = z.object({
  tenantId: z.string(),
  slug: z.string(),
  placement: placementSchema,
  epoch: z.number(),
})
const tenantSchema = z.looseObject({ id: z.string() })

/** Onboards a tenant, and signs somebody in. */
export async function newParty(
  network: Network,
  { resource, signIn = async () => ({}) }: ServiceUnderTest,
  wanted: NewTenant,
): Promise<Party> {
  const tenant = await network.onboard(wanted)
  const shown = expectStatus(await network.operate('GET', `/v1/tenants/${tenant.slug}`), 200)
  const { id: tenantId, ...known } = tenantSchema.parse(shown)
  const headers = await signIn(tenant)
  const ask: Party['ask'] = (method, below = '', { body, headers: more } = {}) => {
    const options = { headers: { ...headers, ...more }, ...(body ? { body } : {}) }
    return tenant.call(method, `${resource.path}${below}`, options)
  }
  const { method, body: bodyOf } = resource.change ?? { method: 'PUT', body: resource.make }
  return {
    tenant,
    identity: identitySchema.parse({ ...known, tenantId }),
    serviceUrl: await network.serviceUrlOf(tenantId),
    headers,
    ask,
    async make(text) {
      const made = expectStatus(await ask('POST', '', { body: resource.make(text) }), 201)
      return rowSchema.parse(made)
    },
    async list() {
      return pageSchema.parse(expectStatus(await ask('GET'), 200)).results
    },
    change: (id, text) => ask(method, `/${id}`, { body: bodyOf(text) }),
  }
}

/** A text that is nowhere else. */
export function newText(): string {
  return `text-${crypto.randomUUID()}`
}

/** Two tenants of one model, as they are while tests run. */
export interface Given {
  network: Network
  mine: Party
  other: Party
}
