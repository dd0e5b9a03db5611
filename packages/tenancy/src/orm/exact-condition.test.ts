import { newId } from '@mt/shared/ids'
import { pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { isWholeRun } from '@mt/shared/testing/tier'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TenantIdentity } from '../scope/open-scope.ts'
import type { TenantScope } from '../scope/tenancy.ts'
import { ScopedSql, sql, table } from '../sql/scoped-query.ts'
import { Author, Book, CreateAuthors } from '../testing/authors.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'
import {
  authorsFrom,
  collectionConditions,
  referenceConditions,
  type Written,
} from '../testing/written-conditions.ts'
import { LeavesTenant } from './tenant-guard.ts'

let kit: TenancyTestKit
let tenant: TenantIdentity

beforeAll(async () => {
  const url = testServers().databaseUrl
  kit = await tenancyTestKit({ url, entities: [Author, Book], migrations: [CreateAuthors] })
  tenant = await kit.tenant('shared')
  await kit.tenancy.write(tenant, async ({ em }) => {
    const odin = em.create(Author, { name: 'odin', age: 9 })
    const thor = em.create(Author, { name: 'thor', boss: odin })
    const hel = em.create(Author, { name: 'hel', boss: thor, age: 5 })
    for (const author of [odin, thor, hel]) em.persist(author)
    em.persist(em.create(Book, { author: odin }))
    em.persist(em.create(Book, { author: thor, editor: odin }))
  })
})
afterAll(() => kit[Symbol.asyncDispose]())

describe('a condition on a nullable reference', () => {
  it.each<[string, object, string[]]>([
    ['null', { boss: null }, ['odin']],
    ['$eq null', { boss: { $eq: null } }, ['odin']],
    ['$ne null', { boss: { $ne: null } }, ['hel', 'thor']],
    ['not null', { $not: { boss: null } }, ['hel', 'thor']],
    ['a list with null alone', { boss: [null] }, ['odin']],
    ['$nin null', { boss: { $nin: [null] } }, ['hel', 'thor']],
    ['an id that is null', { boss: { id: null } }, ['odin']],
    ['null among ids', { boss: { id: { $in: [null, newId()] } } }, ['odin']],
    ['null in a group', { $or: [{ boss: null }, { name: 'hel' }] }, ['hel', 'odin']],
    ['null behind a reference', { boss: { name: 'odin', boss: null } }, ['thor']],
    ['null behind a collection', { books: { $some: { editor: null } } }, ['odin']],
  ])('finds the rows that it describes: %s', async (_, where, names) => {
    expect(await namesOf(where)).toEqual(names)
  })

  it('compares with an entity, with its key and with lists of them', async () => {
    await inScope(async ({ em }) => {
      const odin = await em.findOneOrFail(Author, { name: 'odin' })
      const key: [string, string] = [odin.tenantId, odin.id]
      for (const boss of [odin, key, { $eq: odin }, [odin], { $in: [key] }, { id: odin.id }]) {
        expect(await em.count(Author, { boss } as object)).toBe(1)
        expect(await em.count(Author, { $not: { boss } } as object)).toBe(1)
      }
      expect(await em.count(Author, { boss: [null, odin] } as object)).toBe(2)
    })
  })

  it('refuses ids on their own, and names the way to compare them', async () => {
    for (const boss of [newId(), [newId()], { $in: [newId()] }, { $like: 'x%' }]) {
      await expect(namesOf({ boss })).rejects.toThrow(/boss takes a row/)
    }
    await expect(namesOf({ boss: [newId(), newId()] })).rejects.toThrow(/\{ boss: \{ id \} \}/)
  })

  it('refuses what the ORM cannot render, and names the fix', async () => {
    await expect(namesOf({ books: { $size: 0 } })).rejects.toThrow(/no \$size: find the rows/)
    const where = { $not: { books: { $some: { editor: null } } } }
    const deleted = kit.tenancy.write(tenant, ({ em }) => em.nativeDelete(Author, where))
    await expect(deleted).rejects.toThrow(/a delete takes no \$some: find the rows/)
  })

  it('refuses rows of another tenant', async () => {
    const other = [newId(), newId()]
    for (const boss of [other, { $ne: other }, { tenantId: newId() }, { $in: [null, other] }]) {
      await expect(namesOf({ boss })).rejects.toThrow(LeavesTenant)
    }
  })
})

describe('the condition that a nullable reference is null', () => {
  const where = { boss: null }

  it('means the same in every verb', async () => {
    await inScope(async ({ em }) => {
      expect((await em.findOneOrFail(Author, where)).name).toBe('odin')
      expect((await em.findOne(Author, { boss: { $ne: null } }))?.name).not.toBe('odin')
      expect((await em.findAndCount(Author, where))[1]).toBe(1)
      expect(await em.count(Author, where)).toBe(1)
      expect(await em.nativeUpdate(Author, where, { age: 10 })).toBe(1)
      expect(await em.nativeUpdate(Author, { boss: { $ne: null } }, { age: 2 })).toBe(2)
      expect(await em.nativeDelete(Book, { editor: null })).toBe(1)
      expect(await em.nativeDelete(Book, { editor: { name: 'odin', boss: null } })).toBe(1)
    })
  })

  it.each(['joined', 'select-in'] as const)(
    'means the same for what is populated: %s',
    async (strategy) => {
      const books = { books: { editor: null } }
      for (const condition of [{ populateWhere: books }, { populateFilter: books }]) {
        await inScope(async ({ em }) => {
          const options = { strategy, populate: ['books'], orderBy: { name: 'asc' } } as const
          const authors = await em.find(Author, {}, { ...options, ...condition })
          expect(authors.map((author) => author.books.length)).toEqual([0, 1, 0])
        })
      }
    },
  )

  it('means the same where entities are populated later, and in collections', async () => {
    await inScope(async ({ em }) => {
      const authors = await em.find(Author, {}, { orderBy: { name: 'asc' } })
      await em.populate(authors, ['books'], { where: { books: { editor: null } } })
      expect(authors.map(({ books }) => books.length)).toEqual([0, 1, 0])
      const thor = authors[2]
      expect(await thor?.books.loadCount({ where: { editor: null } })).toBe(0)
      expect(await thor?.books.matching({ where: { editor: { $ne: null } } })).toHaveLength(1)
    })
  })
})

describe.each(['joined', 'select-in'] as const)(
  'a nullable reference that is populated, %s',
  (strategy) => {
    it('leaves out no row that has none', async () => {
      await inScope(async ({ em }) => {
        const options = { strategy, populate: ['boss.boss'], orderBy: { name: 'asc' } } as const
        const authors = await em.find(Author, {}, options)
        expect(authors.map(({ boss }) => boss?.name)).toEqual(['thor', undefined, 'odin'])
      })
    })

    it('sorts rows that have none last', async () => {
      await inScope(async ({ em }) => {
        const authors = await em.find(Author, {}, { orderBy: { boss: { name: 'asc' } }, strategy })
        expect(authors.map(({ name }) => name)).toEqual(['thor', 'hel', 'odin'])
      })
    })
  },
)

describe('a nullable reference', () => {
  it('is set to a row or to none by nativeUpdate, never to an id', async () => {
    await inScope(async ({ em, tenantId }) => {
      const { id } = await em.findOneOrFail(Author, { name: 'odin' })
      const set = (boss: unknown) => em.nativeUpdate(Author, { name: 'hel' }, { boss } as object)
      expect(await set([tenantId, id])).toBe(1)
      expect(await em.count(Author, { boss: { id } })).toBe(2)
      expect(() => set(id)).toThrow(/boss takes a row/)
      expect(() => set([newId(), id])).toThrow(LeavesTenant)
    })
  })

  it('is taken away by a flush and by nativeUpdate', async () => {
    await inScope(async ({ em }) => {
      const thor = await em.findOneOrFail(Author, { name: 'thor' })
      em.assign(thor, { boss: null })
      await em.flush()
      expect(await em.nativeUpdate(Author, { name: 'hel' }, { boss: null })).toBe(1)
      expect(await em.count(Author, { boss: null })).toBe(3)
    })
  })
})

describe.each(pooledModels)('any condition, in the model %s', (model) => {
  let identity: TenantIdentity
  beforeAll(async () => {
    identity = await kit.tenant(model)
  })

  it('on references finds, counts, changes and deletes what it does in SQL', async () => {
    await fc.assert(
      fc.asyncProperty(writtenRows, referenceConditions(), async (rows, condition) => {
        await inScope(async (scope) => {
          const { where, expected } = await compareWithSql(scope, rows, condition)
          expect(await scope.em.nativeDelete(Author, where)).toBe(expected.length)
        }, identity)
      }),
      { numRuns: isWholeRun ? 150 : 40 },
    )
  })

  it('on collections finds, counts and changes what it does in SQL', async () => {
    await fc.assert(
      fc.asyncProperty(writtenRows, collectionConditions(), async (rows, condition) => {
        await inScope((scope) => compareWithSql(scope, rows, condition), identity)
      }),
      { numRuns: isWholeRun ? 50 : 15 },
    )
  })
})

interface WrittenRows {
  authors: { boss: number | null; age: number | null }[]
  books: { author: number; editor: number | null }[]
}

/** The boss of each author is an earlier author. */
const writtenRows: fc.Arbitrary<WrittenRows> = fc.record({
  authors: fc.array(fc.record({ boss: fc.option(fc.nat(3)), age: fc.option(fc.nat(2)) }), {
    minLength: 1,
    maxLength: 5,
  }),
  books: fc.array(fc.record({ author: fc.nat(4), editor: fc.option(fc.nat(4)) }), { maxLength: 5 }),
})

async function compareWithSql(scope: TenantScope, rows: WrittenRows, condition: Written) {
  const { em, tenantId } = scope
  const ids = await insertRows(scope, rows)
  const named = { tenantId, ids: [...ids, newId()] }
  const where = condition.where(named) as never
  const expected = await idsInSql(scope, condition.sql(named, 'a'))
  const found = await em.find(Author, where)
  expect(found.map(({ id }) => id).sort()).toEqual(expected)
  expect(await em.count(Author, where)).toBe(expected.length)
  expect(await em.nativeUpdate(Author, where, { name: 'changed' })).toBe(expected.length)
  expect(await idsInSql(scope, `a.name = 'changed'`)).toEqual(expected)
  return { where, expected }
}

async function insertRows({ em }: TenantScope, { authors, books }: WrittenRows): Promise<string[]> {
  const made: { id: string }[] = []
  const key = (index: number) => made[index % made.length]
  for (const { boss, age } of authors) {
    const author = em.create(Author, {
      name: 'as made',
      age,
      boss: boss === null ? null : key(boss),
    } as never)
    made.push(author)
    em.persist(author)
  }
  for (const { author, editor } of books) {
    em.persist(
      em.create(Book, {
        author: key(author),
        editor: editor === null ? null : key(editor),
      } as never),
    )
  }
  await em.flush()
  return made.map(({ id }) => id)
}

async function idsInSql({ query }: TenantScope, condition: string): Promise<string[]> {
  const text = (plain: string) => new ScopedSql([plain], [])
  const rows = await query<{ id: string }>(sql`
    with authors as (select * from ${table('authors')} t), books as (select * from ${table('books')} t)
    select a.id from ${text(authorsFrom('a'))} where ${text(condition)} order by a.id`)
  return rows.map(({ id }) => id)
}

class RolledBack extends Error {}

/** Rolls back everything that is done here. */
async function inScope(
  work: (scope: TenantScope) => Promise<unknown>,
  identity: TenantIdentity = tenant,
): Promise<void> {
  const done = kit.tenancy.write(identity, async (scope) => {
    await work(scope)
    throw new RolledBack()
  })
  await expect(done).rejects.toThrow(RolledBack)
}

async function namesOf(where: object): Promise<string[]> {
  const authors = await kit.tenancy.read(tenant, ({ em }) =>
    em.find(Author, where, { orderBy: { name: 'asc' } }),
  )
  return authors.map(({ name }) => name)
}
