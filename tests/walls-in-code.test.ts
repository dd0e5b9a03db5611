import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The code that reaches tenants' data: each data-plane service. The control plane reaches only its own database. */
const services = await Array.fromAsync(glob('apps/*/src/service.ts', { cwd: root }))
const folders = ['packages/data-plane/src', ...services.map((file) => dirname(file))]

/** The only file that builds the kit, for every service, from its configuration. */
const builder = /^packages\/data-plane\/src\/context\.ts$/

/** Creates migrations from entities, with a scratch database without tenants; no service imports it. */
const tool = /\/migrations\/schema-diff\.ts$/

const files = await Promise.all(folders.map(sourcesOf)).then((lists) => lists.flat())

describe.each(files)('$path', ({ text }) => {
  it('reaches tenants’ data only through a scope', () => {
    const ways = Object.entries(waysAround).filter(([, pattern]) => pattern.test(text))
    expect(ways.map(([name]) => name)).toEqual([])
  })
})

describe.each(files.filter(({ path }) => !builder.test(path)))('$path', ({ text }) => {
  it('creates no pools, provisioners or ORM', () => {
    expect(text).not.toMatch(
      /from '@mt\/tenancy\/(connections|provisioning\/provisioner|scope\/(tenant-dialect|scoped-connection))|createTenancy\(|createProvisioner\(/,
    )
  })
})

describe('the ways around a scope', () => {
  it.each([
    ["import pg from 'pg'", 'the driver'],
    ["import { Kysely } from 'kysely'", 'the query builder’s library'],
    ["import { MikroORM } from '@mikro-orm/postgresql'", 'an ORM of its own'],
    ["import type { EntityManager } from '@mikro-orm/postgresql'", 'an ORM of its own'],
    ['em.find(Poll, {}, { filters: false })', 'filters'],
    ['em.find(Poll, {}, { filters: { tenant: false } })', 'filters'],
    ['em.find(Poll, {}, { schema: other })', 'another schema'],
    ['em.getConnection().execute("select 1")', 'a way out of the EntityManager'],
    ['em.createQueryBuilder(Poll)', 'a way out of the EntityManager'],
    ['wrap(poll).__em.fork()', 'a way out of an entity'],
  ])('know %s', (code, way) => {
    const found = Object.entries(waysAround).filter(([, pattern]) => pattern.test(code))
    expect(found.map(([name]) => name)).toContain(way)
  })
})

const waysAround: Record<string, RegExp> = {
  'the driver': /from 'pg(-[a-z]+)?'/,
  'the query builder’s library': /from 'kysely'/,
  'an ORM of its own': /from '@mikro-orm\/(postgresql|sql)'/,
  filters: /\bfilters\s*:/,
  'another schema': /\bem\.[^;]*\bschema\s*:/,
  'a way out of the EntityManager':
    /\.(getConnection|getDriver|getKysely|createQueryBuilder|getRepository|fork|getContext|getEntityManager)\(/,
  'a way out of an entity': /__em\b|__helper\b/,
}

async function sourcesOf(service: string): Promise<{ path: string; text: string }[]> {
  const paths = await Array.fromAsync(glob(`${service}/**/*.ts`, { cwd: root }))
  const sources = paths.filter((path) => !path.endsWith('.test.ts') && !tool.test(path))
  return Promise.all(
    sources.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
}
