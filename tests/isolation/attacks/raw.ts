import { Poll } from '@mt/polls/polls/poll.entity'
import { quoteName } from '@mt/tenancy/sql/sql'
import { type Kysely, sql } from 'kysely'
import type { Attack, Reach } from './attack.ts'

/** Ways around the ORM's verbs, which no scope provides: query builders, SQL, Kysely, other EntityManagers. */
export const raw: Attack[] = [
  {
    name: 'a fork with its own transaction',
    run: ({ em, victim }) =>
      em
        .fork({ schema: victim.schema })
        .transactional((fork) => fork.find(Poll, {}, { filters: false })),
  },
  {
    name: 'filter parameters set again',
    async run({ em, victim }) {
      em.setFilterParams('tenant', { tenantId: victim.tenantId })
      return em.find(Poll, {})
    },
  },
  { name: 'findByCursor', run: ({ em }) => cursorRows(em) },
  { name: 'QueryBuilder select', run: ({ em }) => em.createQueryBuilder(Poll, 'p').getResult() },
  {
    name: 'QueryBuilder update',
    run: ({ em, victim }) =>
      em
        .createQueryBuilder(Poll)
        .update({ question: 'taken' })
        .where({ id: victim.pollId })
        .execute(),
  },
  {
    name: 'QueryBuilder delete',
    run: ({ em, victim }) => em.createQueryBuilder(Poll).delete({ id: victim.pollId }).execute(),
  },
  {
    name: 'execute: select',
    run: ({ em, victim }) => em.execute(`select * from ${polls(victim)}`),
  },
  {
    name: 'execute: update',
    run: ({ em, victim }) => em.execute(`update ${polls(victim)} set question = 'taken'`),
  },
  {
    name: 'execute: delete',
    run: ({ em, victim }) => em.execute(`delete from ${polls(victim)}`),
  },
  {
    name: 'execute: insert',
    run: ({ em, victim }) =>
      em.execute(
        `insert into ${polls(victim)} (tenant_id, id, question, created_by_id, pub_date)
         values (?, gen_random_uuid(), 'planted', ?, now())`,
        [victim.tenantId, victim.userId],
      ),
  },
  {
    name: 'execute: on conflict do update',
    run: ({ em, victim }) =>
      em.execute(
        `insert into ${polls(victim)} (tenant_id, id, question, created_by_id, pub_date)
         values (?, ?, 'planted', ?, now()) on conflict (tenant_id, id) do update set question = 'taken'`,
        [victim.tenantId, victim.pollId, victim.userId],
      ),
  },
  {
    name: 'execute: truncate',
    run: ({ em, victim }) => em.execute(`truncate ${polls(victim)} cascade`),
  },
  {
    name: 'execute: policies off',
    async run({ em, victim }) {
      await em.execute(`alter table ${polls(victim)} no force row level security`)
      await em.execute(`alter table ${polls(victim)} disable row level security`)
      const rows = await em.execute(`select * from ${polls(victim)}`)
      await em.execute(`alter table ${polls(victim)} enable row level security`)
      await em.execute(`alter table ${polls(victim)} force row level security`)
      return rows
    },
  },
  {
    name: 'execute: row_security off',
    async run({ em, victim }) {
      await em.execute('set local row_security = off')
      return em.execute(`select * from ${polls(victim)}`)
    },
  },
  {
    name: 'execute: a function that runs as its owner',
    async run({ em, victim }) {
      const name = `${quoteName(victim.schema)}.spy`
      await em.execute(
        `create or replace function ${name}() returns setof ${polls(victim)}
         language sql security definer as 'select * from ${polls(victim)}'`,
      )
      const rows = await em.execute(`select * from ${name}()`)
      await em.execute(`drop function ${name}()`)
      return rows
    },
  },
  {
    name: 'getConnection().execute',
    run: ({ em, victim }) =>
      em
        .getConnection()
        .execute(`select * from ${polls(victim)}`, [], 'all', em.getTransactionContext()),
  },
  {
    name: 'Kysely select',
    run: ({ em, victim }) => kysely(em, victim).selectFrom('polls').selectAll().execute(),
  },
  {
    name: 'Kysely update',
    run: ({ em, victim }) =>
      kysely(em, victim).updateTable('polls').set({ question: 'taken' }).execute(),
  },
  {
    name: 'Kysely delete',
    run: ({ em, victim }) => kysely(em, victim).deleteFrom('polls').execute(),
  },
  {
    name: 'SQL on the transaction itself',
    async run({ em, victim }) {
      const transaction = em.getTransactionContext<Kysely<unknown>>()
      if (!transaction) throw new Error('no transaction')
      return (await sql`select * from ${sql.raw(polls(victim))}`.execute(transaction)).rows
    },
  },
]

async function cursorRows(em: Reach['em']): Promise<unknown> {
  const cursor = await em.findByCursor(Poll, { first: 100, orderBy: { id: 'desc' } })
  return cursor.items
}

function polls({ schema }: Reach['victim']): string {
  return `${quoteName(schema)}.polls`
}

function kysely(em: Reach['em'], { schema }: Reach['victim']) {
  return em.getKysely<{ polls: { question: string } }>().withSchema(schema)
}
