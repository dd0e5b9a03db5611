import type { Client } from '../api/client.ts'
import { CliError } from '../errors.ts'
import type { CommandArgs } from './parse-words.ts'

export interface TenantResult {
  tenant: string
  ok: boolean
  /** What the command returned, if it succeeded. */
  result?: unknown
  /** Why it failed, otherwise. */
  error?: string
}

/** Runs a command in one tenant. A failure becomes part of the result. */
export async function runInTenant(
  client: Client,
  tenant: string,
  { command, args }: { command: string; args: CommandArgs },
): Promise<TenantResult> {
  try {
    const path = { id: tenant, command }
    const { result } = await client.call('POST /v1/tenants/{id}/commands/{command}', {
      path,
      body: { args },
    })
    return { tenant, ok: true, result }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return { tenant, ok: false, error: error.message.replaceAll('\n', '; ') }
  }
}
