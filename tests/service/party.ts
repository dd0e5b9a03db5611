import type { ServiceDefinition } from '@mt/data-plane/service'
import type { JsonAnswer } from '@mt/infra/dev/http-json'
import { placementSchema } from '@mt/shared/placement'
import { z } from 'zod'
import type { Network, NewTenant } from '../network.ts'
import { expectStatus, type TenantClient } from '../tenant-client.ts'

/** A resource of a service's API: listed and created at one path, each item at its id. */
export interface Resource {
  /** `/notes`: GET lists `{ results }`, POST creates one; `/notes/{id}` has GET, DELETE and the change. */
  path: string
  /** A body that creates a row that contains `text`. */
  make(text: string): object
  /** How to change a row's text; by default with PUT and the same body. */
  change?: { method: 'PUT' | 'PATCH'; body(text: string): object }
  /** The quota that counts such rows, if one does. */
  quota?: string
}

/** What the suite needs to know about a service. */
export interface ServiceUnderTest {
  service: ServiceDefinition
  /** The file of the program that serves a dedicated tenant. */
  main: URL
  resource: Resource
  /** Names what the migrations create and entities cannot express. */
  notInEntities?: RegExp
  /** The headers of a user who may use the resource, for services that have users. */
  signIn?(tenant: TenantClient): Promise<Record<string, string>>
}

export type Row = z.infer<typeof rowSchema>

export interface Ask {
  body?: object
  headers?: Record<string, string>
}

/** A tenant of the service, and one of its users. */
export interface Party {
  tenant: TenantClient
  identity: z.infer<typeof identitySchema>
  /** The URL of the service that serves it, past the gateway. */
  serviceUrl: string
  headers: Record<string, string>
  /** Sends a request to the resource's path, or to a path below it. */
  ask(method: string, below?: string, options?: Ask): Promise<JsonAnswer>
  /** Creates a row. Throws unless it exists then and contains the text. */
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

/** Onboards a tenant and signs a user in. */
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

/** A unique text. */
export function newText(): string {
  return `text-${crypto.randomUUID()}`
}

/** Two tenants of one model. */
export interface Given {
  network: Network
  mine: Party
  other: Party
}
