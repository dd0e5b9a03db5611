import { newId } from '@mt/shared/ids'
import { quoteName } from '@mt/tenancy/sql/sql'
import pg from 'pg'

/** A tenant's rows and their placement: those of a victim or of an attacker. */
export interface Party {
  tenantId: string
  schema: string
  userId: string
  pollId: string
  choiceId: string
  /** A mark in every text of its rows: seeing it means having seen a row. */
  secret: string
}

export function newParty(tenantId: string, schema: string): Party {
  const [userId, pollId, choiceId] = [newId(), newId(), newId()]
  return { tenantId, schema, userId, pollId, choiceId, secret: `secret-${newId()}` }
}

/** Reads one database as the server's superuser, past every wall. */
export interface Overseer extends AsyncDisposable {
  /** Resets the rows of a party. */
  plant(party: Party): Promise<void>
  /** Every row that a party has, as text. */
  rowsOf(party: Party): Promise<string>
  run(sql: string): Promise<void>
  query(sql: string): Promise<unknown[]>
}

export async function oversee(url: string, database: string): Promise<Overseer> {
  const address = new URL(url)
  address.pathname = `/${database}`
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  client.on('error', () => {}) // databases are dropped with force when the tests end
  return {
    async plant(party) {
      await client.query(plantSql(party))
    },
    async rowsOf(party) {
      const { rows } = await client.query(rowsSql(party))
      return JSON.stringify(rows)
    },
    async run(sql) {
      await client.query(sql)
    },
    async query(sql) {
      return (await client.query(sql)).rows
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

const tables = ['users', 'polls', 'choices'] as const

function plantSql({ tenantId, schema, userId, pollId, choiceId, secret }: Party): string {
  const s = quoteName(schema)
  return `
    delete from ${s}.choices where tenant_id = '${tenantId}' or poll_id = '${pollId}';
    delete from ${s}.users where tenant_id = '${tenantId}';
    insert into ${s}.users (tenant_id, id, username, email, password_hash, created_at)
      values ('${tenantId}', '${userId}', '${secret}', 'a@example.org', 'x', now());
    insert into ${s}.polls (tenant_id, id, question, created_by_id, pub_date)
      values ('${tenantId}', '${pollId}', '${secret}', '${userId}', now());
    insert into ${s}.choices (tenant_id, id, poll_id, choice_text)
      values ('${tenantId}', '${choiceId}', '${pollId}', '${secret}');`
}

/** Removes the party's own rows, and rows of others that refer to them. */
function rowsSql({ tenantId, schema, pollId }: Party): string {
  const s = quoteName(schema)
  const own = tables.map(
    (table) =>
      `select to_jsonb(t)::text as row from ${s}.${table} t where tenant_id = '${tenantId}'`,
  )
  const referring = `select to_jsonb(t)::text as row from ${s}.choices t where poll_id = '${pollId}'`
  return `${[...own, referring].join(' union all ')} order by 1`
}
