import { beforeAll, describe, expect, it } from 'vitest'
import { buildService, type Edit, runTests, type TestOutcome } from './built-service.ts'

const routes = 'apps/notes/src/routes.ts'

/** What a developer might do to the service of the guide, and by which tests he is told. */
const leaks: Record<string, { edits: Edit[]; told: string[] }> = {
  'a query past the scope': {
    edits: [
      {
        file: routes,
        find: "import { Note } from './note.entity.ts'\n",
        replace: `import pg from 'pg'
import { Note } from './note.entity.ts'

async function everything({ database, schema }: { database: string; schema: string }) {
  const url = new URL(String(process.env.TEST_DATABASE_URL))
  url.pathname = database
  const raw = new pg.Client({ connectionString: url.href })
  await raw.connect()
  const { rows } = await raw.query(\`select id, text from \${schema}.notes order by id desc\`)
  await raw.end()
  return rows
}
`,
      },
      {
        file: routes,
        find: 'await tenancy.read(c.var.tenant, ({ em }) => em.find(Note, {}, latest))',
        replace: 'await everything(c.var.tenant.placement)',
      },
    ],
    told: [
      'a row is not in another tenant’s list',
      'a row stays its tenant’s under concurrent requests',
      'a quota is what a tenant gets', // it counts the rows of the list
    ],
  },
  'a cache that knows no tenants': {
    edits: [
      {
        file: routes,
        find: '  app.openapi(show, async (c) => {\n',
        replace:
          '  const seen = new Map<string, z.infer<typeof view>>()\n  app.openapi(show, async (c) => {\n',
      },
      {
        file: routes,
        find: "const note = await tenancy.read(c.var.tenant, (scope) => findNote(scope, c.req.valid('param')))\n",
        replace: `const { id } = c.req.valid('param')
    const note = seen.get(id) ?? (await tenancy.read(c.var.tenant, (scope) => findNote(scope, { id })))
    seen.set(id, note)
`,
      },
    ],
    told: [
      'a row can be listed, read, changed and deleted by its tenant',
      'a row does not exist for another tenant: to read, change or delete',
    ],
  },
  'a table without walls': {
    edits: [
      {
        file: 'apps/notes/src/migrations/0001-notes.ts',
        find: "    for (const wall of wallsOf('notes')) this.addSql(wall)\n",
        replace: '',
      },
    ],
    told: [
      'leads to the tables that the entities describe',
      'gives every table of a tenant its three walls',
    ],
  },
  'a body that may say anything': {
    edits: [{ file: routes, find: 'z.strictObject', replace: 'z.object' }],
    told: ['tenant', 'tenant_id', 'tenantId', 'no_such_field'].map(
      (field) => `a row cannot be given ${field} by a client`,
    ),
  },
}

/** One model is enough to be told: the one where tenants lie closest. */
const inShared: Edit = {
  file: 'apps/notes/src/notes.test.ts',
  find: "quota: 'notes' },\n})",
  replace: "quota: 'notes' },\n}, ['shared'])",
}

describe('the suite of services', () => {
  let outcomes: TestOutcome[]
  beforeAll(async () => {
    const edits = Object.values(leaks).flatMap((leak) => leak.edits)
    await using service = await buildService([...edits, inShared])
    outcomes = await runTests(service.folder)
  })

  const failed = () => outcomes.filter(({ passed }) => !passed).map(({ name }) => name)

  it.each(Object.entries(leaks))('tells a developer of %s', (_, { told }) => {
    for (const name of told) expect(failed()).toContainEqual(expect.stringContaining(name))
  })

  it('tells him of nothing else', () => {
    const told = Object.values(leaks).flatMap((leak) => leak.told)
    const others = failed().filter((name) => !told.some((known) => name.includes(known)))
    expect(others).toEqual([])
    expect(outcomes.length).toBeGreaterThan(told.length)
  })
})
