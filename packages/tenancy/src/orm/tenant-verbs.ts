import type { EntityManager, EntityMetadata, EntityName } from '@mikro-orm/postgresql'
import { idOfRow } from './row-of-tenant.ts'
import { LeavesTenant } from './tenant-guard.ts'

/** The methods that verbs may call, and where each takes its options. None can leave the tenant. */
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

/** Options that would leave the tenant's filter, schema or transaction, or pass rows on to others. */
const refusedOptions = ['filters', 'schema', 'ctx', 'cache'] as const

/**
 * The part of the EntityManager that verbs get. It is a separate object: nothing leads from it to a
 * connection, a QueryBuilder or another EntityManager. Throws LeavesTenant if options or new values would
 * leave the tenant.
 */
export interface TenantEntityManager extends Pick<EntityManager, VerbMethod> {
  persist(entity: object): TenantEntityManager
  remove(entity: object): TenantEntityManager
}

/** The object that verbs of `tenantId` get in place of `em`. */
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
  if (found) throw new LeavesTenant(`${found} would leave the tenant`)
}

/**
 * nativeUpdate bypasses flushes, so its values may name no other tenant: not as a value, a key or a
 * reference, nor as a column, which the ORM would accept unchecked.
 */
function checkValues(meta: EntityMetadata, values: unknown, tenantId: string): void {
  refuse(values, ['tenantId'])
  for (const [name, value] of Object.entries(values ?? {})) {
    const property = meta.properties[name]
    if (!property) throw new LeavesTenant(`${name} is not a field of ${meta.className}`)
    if (property.targetMeta) idOfRow(name, value, tenantId)
  }
}
