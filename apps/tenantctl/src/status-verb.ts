import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from './settle-change.ts'
import { type Verb, verb } from './verb.ts'

type StatusVerb = 'suspend' | 'resume' | 'archive' | 'restore' | 'delete'

/** A verb that changes a tenant's status and takes no further input. */
export function statusVerb(name: StatusVerb, summary: string): Verb {
  return verb({
    name,
    summary,
    takes: '<tenant>',
    options: changeOptions,
    routes: [`POST /v1/tenants/{id}/${name}`],
    input: changeInput.extend({ tenant: z.string() }),
    run: (tools, { tenant, ...waiting }) =>
      settleChange(tools, `POST /v1/tenants/{id}/${name}`, { path: { id: tenant }, ...waiting }),
  })
}
