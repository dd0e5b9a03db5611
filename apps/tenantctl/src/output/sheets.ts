import type { ListedOperation, OperationAnswer, TenantAnswer } from '../api/answers.ts'
import { type Columns, sheetOf, tableOf } from './table.ts'

export const tenantColumns: Columns<TenantAnswer> = [
  ['slug', ({ slug }) => slug],
  ['name', ({ name }) => name],
  ['status', ({ status }) => status],
  ['model', ({ isolation }) => isolation],
  ['plan', ({ plan }) => plan],
  ['host', ({ hosts }) => hosts.join(' ')],
  ['created', ({ createdAt }) => createdAt.slice(0, 10)],
]

export function tenantSheet(tenant: TenantAnswer): string {
  const { cluster, database, schema } = tenant.placement
  return sheetOf([
    ['slug', tenant.slug],
    ['name', tenant.name],
    ['id', tenant.id],
    ['status', tenant.status],
    ...(tenant.failureReason ? [['reason', tenant.failureReason] as const] : []),
    ...(tenant.purgeAt ? [['purged at', tenant.purgeAt] as const] : []),
    ['model', tenant.isolation],
    ['placement', `${cluster}/${database}/${schema}`],
    ['hosts', tenant.hosts.join(' ')],
    ['plan', tenant.plan],
    ['limits', limitsText(tenant.limits)],
    ['tables', tenant.schemaVersion],
    ['epoch', tenant.epoch],
    ['created', tenant.createdAt],
    ['changed', tenant.updatedAt],
  ])
}

/** Limits in the syntax of `--limits`: `requestsPerSecond=20,seats=none,models=shared+schema`. */
export function limitsText(limits: object): string {
  const parts = Object.entries(limits).map(([name, value]) => {
    return `${name}=${Array.isArray(value) ? value.join('+') : (value ?? 'none')}`
  })
  return parts.join(',')
}

export const operationColumns: Columns<ListedOperation> = [
  ['id', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['state', ({ state }) => state],
  ['steps', ({ progress }) => `${progress.done}/${progress.of}`],
  ['tenant', ({ slug }) => slug],
  ['begun', ({ createdAt }) => createdAt],
  ['error', ({ error }) => error],
]

const stepColumns: Columns<OperationAnswer['steps'][number]> = [
  ['step', ({ name }) => name],
  ['state', ({ state }) => state],
  ['attempts', ({ attempts }) => attempts],
  ['ms', ({ ms }) => ms],
  ['error', ({ error }) => error],
]

export function operationSheet(operation: OperationAnswer): string {
  const { id, kind, tenant, state, error, createdAt, finishedAt, steps } = operation
  const head = sheetOf([
    ['operation', id],
    ['kind', kind],
    ['tenant', tenant],
    ['state', state],
    ['begun', createdAt],
    ['ended', finishedAt],
    ['error', error],
  ])
  return `${head}\n\n${tableOf(stepColumns, steps)}`
}
