import { z } from 'zod'
import { openObject } from './open-object.ts'

/**
 * Where a tenant's rows are stored, and how much of that it shares with others. The four isolation models
 * differ in nothing else. A placement names a cluster, never an address or a password: secrets stay in the
 * configuration of the service that needs them.
 */
const identifier = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)

const location = { cluster: identifier, database: identifier, schema: identifier }

export const placementSchema = z.discriminatedUnion('model', [
  openObject({ model: z.literal('shared'), ...location }),
  openObject({ model: z.literal('schema'), ...location }),
  openObject({ model: z.literal('database'), ...location }),
  openObject({ model: z.literal('dedicated'), ...location }),
])

export type Placement = z.infer<typeof placementSchema>
export type IsolationModel = Placement['model']

export const isolationModels = [
  'shared',
  'schema',
  'database',
  'dedicated',
] as const satisfies readonly IsolationModel[]

/** The models that the pooled data plane serves; a dedicated tenant has its own process. */
export const pooledModels = [
  'shared',
  'schema',
  'database',
] as const satisfies readonly IsolationModel[]

/** A placement as one string: two placements with the same key have their rows in the same tables. */
export function placementKey({ cluster, database, schema }: Placement): string {
  return `${cluster}/${database}/${schema}`
}

/** The name of a data-plane service. */
export const serviceNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,30}$/, 'must be a lower-case word')

/**
 * The service that serves a tenant, which is the audience of the tenant's assertions: the pooled one, or a
 * dedicated tenant's own.
 */
export function serviceOf(
  pooled: string,
  { model }: Pick<Placement, 'model'>,
  tenantId: string,
): string {
  return model === 'dedicated' ? `${pooled}-${tenantId}` : pooled
}
