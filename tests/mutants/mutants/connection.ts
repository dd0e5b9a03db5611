import type { Mutant } from '../mutant.ts'

const tenancy = 'packages/tenancy/src'
const connection = `${tenancy}/scope/scoped-connection.ts`
const unit = [`${tenancy}/scope/scoped-connection.test.ts`]
const circumstances = ['tests/isolation/circumstances.test.ts']
const wall = 'connection' as const

/** Guards between a connection and the next tenant that it serves. */
export const connectionMutants: Mutant[] = [
  {
    guard: 'no connection without a scope',
    file: `${tenancy}/scope/tenant-dialect.ts`,
    find: "if (!scope?.open) throw new NoTenantScope('no tenant scope is open')",
    replace: "if (!scope) throw new NoTenantScope('no tenant scope is open')",
    tests: [`${tenancy}/orm/tenant-orm.test.ts`],
  },
  {
    guard: 'a scope closes when its work has ended',
    file: `${tenancy}/scope/tenancy.ts`,
    find: '        scope.open = false\n',
    replace: '',
    tests: [`${tenancy}/orm/tenant-orm.test.ts`],
  },
  {
    guard: 'statements run only inside the transaction',
    file: connection,
    find: "    if (!this.#inTransaction) throw new NoTenantScope('statements run inside a tenant scope only')\n",
    replace: '',
    tests: unit,
  },
  {
    guard: 'savepoints live only inside the transaction',
    file: connection,
    find: "    if (!this.#inTransaction) throw new NoTenantScope('savepoints live inside a tenant scope only')\n",
    replace: '',
    tests: unit,
  },
  {
    guard: 'the tenant ends with the transaction',
    file: connection,
    find: 'set local app.tenant_id =',
    replace: 'set app.tenant_id =',
    tests: circumstances,
  },
  {
    guard: 'the role ends with the transaction',
    file: connection,
    find: 'return `set local role ${role};',
    replace: 'return `set role ${role};',
    tests: circumstances,
  },
  {
    guard: 'the role is the placement’s',
    file: connection,
    find: 'return `set local role ${role}; set',
    replace: 'return `set local role none; select ${quoteText(role)}; set',
    tests: circumstances,
  },
  {
    guard: 'reads are read only',
    file: connection,
    find: "mode === 'read' ? 'read only' : 'read write'",
    replace: "mode === 'read' ? 'read write' : 'read write'",
    tests: circumstances,
  },
  {
    guard: 'a connection whose begin failed is closed',
    file: connection,
    find: '      this.#held.release(true) // Kysely gives',
    replace: '      this.#held.release() // Kysely gives',
    tests: circumstances,
  },
  {
    guard: 'a connection whose end failed is given up',
    file: connection,
    find: '      return await this.#held.client.query(statement)\n    } catch (error) {\n      this.#held.release(true)\n',
    replace: '      return await this.#held.client.query(statement)\n    } catch (error) {\n',
    tests: unit,
  },
  {
    guard: 'a connection whose transaction did not end is closed',
    file: connection,
    find: 'this.#held.release(this.#inTransaction)',
    replace: 'this.#held.release()',
    tests: unit,
  },
  {
    guard: 'a swallowed error is no commit',
    file: connection,
    find: "await this.#end('commit')\n    if (command !== 'COMMIT') throw",
    replace: "await this.#end('commit')\n    if (command === '') throw",
    tests: [`${tenancy}/scope/tenancy.test.ts`],
  },
  {
    guard: 'a failed unit of work is rolled back',
    file: `${tenancy}/scope/tenancy.ts`,
    find: 'if (em.isInTransaction()) await em.rollback().catch(() => {})',
    replace: 'if (em.isInTransaction()) await em.commit().catch(() => {})',
    tests: [`${tenancy}/scope/tenancy.test.ts`],
  },
  {
    guard: 'a pool is of one login',
    file: `${tenancy}/connections/connection-pools.ts`,
    find: '`${databaseKey(target)}${target.user}`',
    replace: 'databaseKey(target)',
    tests: [`${tenancy}/connections/connection-pools.test.ts`],
  },
  {
    guard: 'a pool is of one database',
    file: `${tenancy}/connections/connection-pools.ts`,
    find: 'return `${host}:${port}/${database}/`',
    replace: 'return `${host}:${port}/${database ? "" : ""}/`',
    tests: [`${tenancy}/connections/connection-pools.test.ts`],
  },
  {
    guard: 'a doubtful connection is closed, not kept',
    file: `${tenancy}/connections/connection-pools.ts`,
    find: '      client.release(discard)\n',
    replace: '      client.release(discard && false)\n',
    tests: [`${tenancy}/connections/connection-pools.test.ts`],
  },
  {
    guard: 'nothing is named behind a pooler',
    file: `${tenancy}/scope/prepared-statements.ts`,
    find: '    if (this.#behindPooler) return { text, values }\n',
    replace: '',
    tests: ['tests/pooler/pooler.long.test.ts'],
    needs: 'pgbouncer' as const,
  },
  {
    guard: 'a pooler is distinguished from a server',
    file: `${tenancy}/connections/connection-pools.ts`,
    find: 'client.processID !== rows[0]?.pid',
    replace: 'rows.length === 0',
    tests: ['tests/pooler/pooler.long.test.ts'],
    needs: 'pgbouncer' as const,
  },
].map((mutant) => ({ ...mutant, wall }))
