import type { Schemas } from '@mt/control-plane-api/client'
import { type Cell, sheetOf } from './table.ts'

type Domain = Schemas['Domain']

/** One domain, with the record to set. A control plane of an earlier release knows of no records. */
export function domainSheet(domain: Domain): string {
  const { host, kind, state, reason, record, checkedAt, checkAt } = domain
  const proof: [string, Cell][] = [
    ['state', state],
    ['reason', reason],
    ['record', record && `${record.name} ${record.type}`],
    ['value', record?.value],
    ['checked', checkedAt],
    ['next check', checkAt],
  ]
  return sheetOf([['host', host], ['kind', kind], ...(record ? proof : [])])
}
