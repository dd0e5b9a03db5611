import {
  ArrayType,
  type EntityMetadata,
  type EntityProperty,
  JsonType,
  Utils,
} from '@mikro-orm/core'
import { idOfRow, isRowKey } from './row-of-tenant.ts'
import { LeavesTenant } from './tenant-guard.ts'

/** A condition as verbs write it. A symbol as key is the ORM's raw SQL. */
type Condition = Record<PropertyKey, unknown>

/** A reference to a tenant's row. */
interface TenantReference {
  name: string
  target: EntityMetadata
  /**
   * The column that belongs to this reference alone; the tenant's column is part of every key of the
   * table.
   */
  column: string
  tenantId: string
}

/**
 * The same condition in a form that the ORM renders with the meaning that it has in JavaScript. The ORM
 * compares a reference to a tenant's row as the pair `(tenant_id, boss_id)`, which is never null, and a
 * null in a list as a value that equals nothing. So references are compared by their own column, and
 * nulls apart from the rest:
 *
 * - `{ boss: null }` becomes `{ boss_id: null }`,
 * - `{ boss: [null, odin] }` becomes `{ $or: [{ boss_id: null }, { boss_id: { $in: [odin.id] } }] }`.
 *
 * A condition on the row behind a nullable reference also applies where there is no such row, whose
 * columns are then all null: `{ boss: { boss: null } }` holds for rows without a boss, as with a left
 * join in SQL.
 *
 * Throws LeavesTenant if a reference is compared with another tenant's row, and TypeError if it is
 * compared with something that is not a row.
 */
export function exactCondition(meta: EntityMetadata, where: unknown, tenantId: string): unknown {
  if (Array.isArray(where)) return where.map((each) => exactCondition(meta, each, tenantId))
  if (!isObject(where)) return where
  return together(
    Reflect.ownKeys(where).map((key) => {
      const property = typeof key === 'string' ? meta.properties[key] : undefined
      if (property) return onProperty(property, where[key], tenantId)
      const inner = exactCondition(meta, where[key], tenantId)
      return key === '$not' ? negated(inner) : { [key]: inner } // $or, $some, raw SQL
    }),
  )
}

function onProperty(property: EntityProperty, value: unknown, tenantId: string): Condition {
  const { kind, name, targetMeta: target, customType } = property
  const isWhole = customType instanceof ArrayType || customType instanceof JsonType
  if (isWhole || kind === 'embedded') return { [name]: value }
  if (!target) return onColumn(name, value)
  const column = ownColumn(property)
  return column === undefined
    ? { [name]: exactCondition(target, value, tenantId) }
    : onReference({ name, target, column, tenantId }, value)
}

/** The reference, if the relation refers to a tenant's row; undefined for any other. */
function ownColumn({ kind, owner, targetMeta, joinColumns }: EntityProperty): string | undefined {
  const toOne = kind === 'm:1' || (kind === '1:1' && owner)
  return toOne && targetMeta?.primaryKeys.join() === 'tenantId,id' ? joinColumns[1] : undefined
}

function onReference(reference: TenantReference, value: unknown): Condition {
  if (Array.isArray(value) && !isRowKey(value)) return compare(reference, '$in', value)
  if (!isObject(value)) return compare(reference, '$eq', value)
  const operators = Object.keys(value).filter((key) => Utils.isOperator(key))
  const compared = operators.map((operator) => compare(reference, operator, value[operator]))
  return together([...compared, ...onTarget(reference, value)])
}

/** A condition on the row's id becomes one on the column; the tenant is the reference's own. */
function onTarget(reference: TenantReference, value: Condition): Condition[] {
  const { name, target, column, tenantId } = reference
  const fields = Reflect.ownKeys(value).filter((key) => !Utils.isOperator(String(key)))
  const said = Object.fromEntries(fields.map((key) => [key, value[key]]))
  const { tenantId: named = tenantId, id, ...others } = said
  if (named !== tenantId) throw new LeavesTenant(`${name} is compared with a row of another tenant`)
  const onRow = exactCondition(target, others, tenantId)
  return [
    ...('id' in said ? [onColumn(column, id)] : []),
    ...(Reflect.ownKeys(others).length > 0 ? [behind(name, onRow)] : []),
  ]
}

/** A condition on the row behind a reference. A negation goes before the reference, see `negated`. */
function behind(name: string, condition: unknown): Condition {
  return isNegation(condition) ? negated({ [name]: condition.$not }) : { [name]: condition }
}

function compare(reference: TenantReference, operator: string, value: unknown): Condition {
  const { name, column, tenantId } = reference
  switch (operator) {
    case '$and':
    case '$or':
      return { [operator]: asList(value).map((each) => onReference(reference, each)) }
    case '$not':
      return negated(onReference(reference, value))
    case '$in':
    case '$nin': {
      const rows = isRowKey(value) ? [value] : asList(value)
      const ids = rows.map((row) => idOfRow(name, row, tenantId))
      return onColumn(column, { [operator]: ids })
    }
    case '$exists':
      return { [column]: { $exists: value } }
    default:
      return { [column]: { [operator]: idOfRow(name, value, tenantId) } }
  }
}

/** A column is compared as written, except for nulls in lists. */
function onColumn(name: string, value: unknown): Condition {
  if (Array.isArray(value)) return onList(name, '$in', value)
  if (!isObject(value)) return { [name]: value }
  return together(
    Object.entries(value).map(([operator, each]) => {
      const isList = (operator === '$in' || operator === '$nin') && Array.isArray(each)
      return isList ? onList(name, operator, each) : { [name]: { [operator]: each } }
    }),
  )
}

/** In a list, null means the same as outside of one: no value. */
function onList(name: string, operator: '$in' | '$nin', values: unknown[]): Condition {
  const rest = values.filter((value) => value !== null && value !== undefined)
  const listed = { [name]: { [operator]: rest } }
  if (rest.length === values.length) return listed
  const [isNull, group] = operator === '$in' ? [{ $eq: null }, '$or'] : [{ $ne: null }, '$and']
  return rest.length === 0 ? { [name]: isNull } : { [group]: [{ [name]: isNull }, listed] }
}

/** The negation. Behind a reference the ORM renders two of them as none, so a double negation is removed. */
function negated(condition: unknown): Condition {
  return isNegation(condition) ? (condition.$not as Condition) : { $not: condition }
}

function isNegation(condition: unknown): condition is { $not: unknown } {
  return isObject(condition) && Reflect.ownKeys(condition).join() === '$not'
}

/** Combines conditions that all have to hold. */
function together(conditions: Condition[]): Condition {
  const keys = conditions.flatMap((condition) => Reflect.ownKeys(condition))
  if (new Set(keys).size < keys.length) return { $and: conditions }
  return Object.assign({}, ...conditions)
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new TypeError('$and, $or, $in and $nin take a list')
}

function isObject(value: unknown): value is Condition {
  return Utils.isPlainObject(value)
}
