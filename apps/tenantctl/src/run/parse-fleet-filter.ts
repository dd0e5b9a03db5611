import type { Schemas } from '@mt/control-plane-api/client'
import { usageError } from '../errors.ts'

const fields: Record<string, (value: string) => Record<string, unknown>> = {
  tenant: (value) => ({ tenants: value.split('+') }),
  model: (isolation) => ({ isolation }),
  cluster: (cluster) => ({ cluster }),
  status: (status) => ({ status }),
  version: (schemaVersion) => ({ schemaVersion }),
}

/** Parses `model=schema,cluster=c1` or `tenant=thor+loki` to the API's filter. The API checks the values. */
export function parseFleetFilter(text: string): Schemas['FleetWhere'] {
  const parts = text.split(',').map((part) => {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim())
    const field = fields[name]
    if (!field || value === '') {
      const known = Object.keys(fields).join(', ')
      throw usageError(`--where: "${part}" is not of the form name=value with one of ${known}`)
    }
    return field(value)
  })
  return Object.assign({}, ...parts)
}
