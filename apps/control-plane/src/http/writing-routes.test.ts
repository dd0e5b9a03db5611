import { newId } from '@mt/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scopes } from '../api-keys/scopes.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../testing/test-network.ts'
import { writeCases } from '../testing/write-cases.ts'
import { describeControlPlane } from './describe.ts'

const writing = new Set(['post', 'put', 'patch', 'delete'])

/** The routes that write in the API's own document, each with its required scope. */
const routes = Object.entries(describeControlPlane().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { security, requestBody }]) =>
    writing.has(method)
      ? [{ method: method.toUpperCase(), path, scope: scopeOf(security), takesBody: !!requestBody }]
      : [],
  ),
)
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

function scopeOf(security: Record<string, string[]>[]): string | null {
  return security.find(({ apiKey }) => apiKey)?.apiKey?.[0] ?? null
}

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
  await network.database.query(witness)
})
afterAll(() => network.close())

/** Records which rows each transaction writes. */
const witness = `
  create schema witness;
  create table witness.writes (
    id bigint generated always as identity, transaction xid8 default pg_current_xact_id(),
    wrote text, row jsonb);
  create function witness.note() returns trigger language plpgsql as $$ begin
    insert into witness.writes (wrote, row) values (tg_table_name, to_jsonb(new));
    return null;
  end $$;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'control_plane' loop
      execute format('create trigger witness after insert or update or delete
        on control_plane.%I for each row execute function witness.note()', name);
    end loop;
  end $$`

interface Line {
  id: string
  what: string
  who: string
  /** The other tables that were written in its transaction. */
  beside: string[]
}

/** The audit entries after the entry `after`. */
async function auditedAfter(after: string): Promise<Line[]> {
  const { rows } = await network.database.query(
    `select line.id, line.row->>'what' as what, line.row->>'who' as who, array(
       select distinct beside.wrote from witness.writes beside
       where beside.transaction = line.transaction and beside.wrote <> 'audit_entries') as beside
     from witness.writes line where line.wrote = 'audit_entries' and line.id > $1 order by line.id`,
    [after],
  )
  return rows
}

describe('a route that writes', () => {
  it('has a case with its scope', () => {
    const scopeByRoute = routes.map((route) => [nameOf(route), route.scope])
    const scopeByCase = Object.entries(writeCases).map(([name, { scope }]) => [name, scope])
    expect(Object.fromEntries(scopeByRoute)).toEqual(Object.fromEntries(scopeByCase))
  })

  it.each(scopes.filter((scope) => scope !== 'admin'))(
    'refuses a key with another scope: %s',
    async (granted) => {
      const body = { name: newSlug(), scopes: [granted] }
      const { key } = (await network.call('POST', '/v1/api-keys', { body })).body
      const scoped = routes.filter(({ scope }) => scope !== null)
      const refused: string[] = []
      for (const route of scoped) {
        const sent = route.takesBody ? { key, body: 'no JSON' } : { key }
        const path = route.path.replace(/\{\w+\}/g, newId())
        const { status } = await network.call(route.method, path, sent)
        if (status === 403) refused.push(nameOf(route))
      }
      expect(refused).toEqual(scoped.filter(({ scope }) => scope !== granted).map(nameOf))
    },
  )

  it.each(Object.entries(writeCases))(
    'writes its audit entry in the transaction of the change: %s',
    async (route, { given, audited }) => {
      const { path, body, headers, after } = await given(network)
      const last = (await auditedAfter('0')).at(-1)?.id ?? '0'
      const [method = ''] = route.split(' ')
      const sent = { ...(body ? { body } : {}), headers: { prefer: 'wait=10', ...headers } }
      const { status, body: answer } = await network.call(method, path, sent)
      const lines = await auditedAfter(last)
      await after?.(answer)
      expect(status).toBeLessThan(300)
      expect(lines.map(({ what, who }) => [what, who])).toEqual(
        audited.map(([what]) => [what, 'bootstrap']),
      )
      for (const [at, [, table]] of audited.entries()) {
        if (table) expect(lines[at]?.beside).toContain(table)
      }
    },
  )
})
