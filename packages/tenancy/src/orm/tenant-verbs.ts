import type { EntityManager, EntityMetadata, EntityName } from '@mikro-orm/postgresql'
import { idOfRow } from './row-of-tenant.ts'
import { LeavesTenant } from './tenant-guard.ts'

/** What verbs may do with an EntityManager, and where each takes its options. What could leave the tenant is not among it. */
const verbMethods = {
  assign: 2,
  count: 2,
  create: 2,
  find: 2,
  findAndCount: 2,
  findOne: 2,
  findOneOrFail: 2,
  flush: 0,
  getReference: 2,
  nativeDelete: 2,
  nativeUpdate: 3,
  populate: 2,
  refresh: 1,
} as const

type VerbMethod = keyof typeof verbMethods

/** Options by which a verb would leave the tenant's filter, schema or transaction, or hand rows on to others. */
const refusedOptions = ['filters', 'schema', 'ctx', 'cache'] as const

/**
 * The part of the EntityManager that verbs get. It is an object of its own: nothing leads from it to a
 * connection, a QueryBuilder or another EntityManager. Throws LeavesTenant where options or new values
 * would lead out of the tenant.
 */
export interface TenantEntityManager extends Pick<EntityManager, VerbMethod> {
  persist(entity: object): TenantEntityManager
  remove(entity: object): TenantEntityManager
}

/** What verbs of `tenantId` get of `em`. */
export function verbsOf(em: EntityManager, tenantId: string): TenantEntityManager {
  const names = Object.keys(verbMethods) as VerbMethod[]
  const verbs: TenantEntityManager = {
    ...(Object.fromEntries(names.map((name) => [name, guarded(em, name, tenantId)])) as Pick<
      EntityManager,
      VerbMethod
    >),
    persist(entity) {
      em.persist(entity)
      return verbs
    },
    remove(entity) {
      em.remove(entity)
      return verbs
    },
  }
  return verbs
}

function guarded(em: EntityManager, name: VerbMethod, tenantId: string) {
  const verb = em[name].bind(em) as (...args: unknown[]) => unknown
  return function guardedVerb(...args: unknown[]): unknown {
    refuse(args[verbMethods[name]], refusedOptions)
    if (name === 'nativeUpdate') {
      checkValues(em.getMetadata().get(args[0] as EntityName<object>), args[2], tenantId)
    }
    return verb(...args)
  }
}

function refuse(value: unknown, keys: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return
  const found = keys.find((key) => key in value)
  if (found) throw new LeavesTenant(`${found} would lead out of the tenant`)
}

/**
 * What nativeUpdate writes passes no flush: it may name no other tenant, be it as a value, a key, a
 * reference or a column, which the ORM would take unseen.
 */
function checkValues(meta: EntityMetadata, values: unknown, tenantId: string): void {
  refuse(values, ['tenantId'])
  for (const [name, value] of Object.entries(values ?? {})) {
    const property = meta.properties[name]
    if (!property) throw new LeavesTenant(`${name} is no field of ${meta.className}`)
    if (property.targetMeta) idOfRow(name, value, tenantId)
  }
}
