import {
  operationKindValues,
  operationStateValues,
  pathsV1TenantsGetParametersQuerySortValues as orders,
  tenantIsolationValues,
  tenantStatusValues,
} from '@mt/control-plane-api/generated'
import type { AuditView, OperationsView, TenantsView } from './queries.ts'

/** A list's filters and order are in the URL, so that it can be bookmarked and shared. Unknown values are dropped. */
type Search = Record<string, unknown>

export function tenantsView({ q, status, model, plan, sort }: Search): TenantsView {
  return {
    ...oneOf('status', tenantStatusValues, status),
    ...oneOf('model', tenantIsolationValues, model),
    ...oneOf('sort', orders, sort),
    ...text('q', q),
    ...text('plan', plan),
  }
}

export function operationsView({ state, kind }: Search): OperationsView {
  return {
    ...oneOf('state', operationStateValues, state),
    ...oneOf('kind', operationKindValues, kind),
  }
}

export function auditView({ who, what }: Search): AuditView {
  return { ...text('who', who), ...text('what', what) }
}

function oneOf<Name extends string, Value>(
  name: Name,
  values: readonly Value[],
  value: unknown,
): { [N in Name]?: NonNullable<Value> } {
  const known = values.includes(value as Value) && value !== undefined
  return known ? ({ [name]: value } as { [N in Name]: NonNullable<Value> }) : {}
}

/** The router parses a value of digits as a number. */
function text<Name extends string>(name: Name, value: unknown): { [N in Name]?: string } {
  const isText = (typeof value === 'string' && value !== '') || typeof value === 'number'
  return isText ? ({ [name]: String(value) } as { [N in Name]: string }) : {}
}
