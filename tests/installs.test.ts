import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const names = z.record(z.string(), z.string()).default({})

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      /** The workspace's folder, if this is a link. */
      resolved: z.string().optional(),
      link: z.boolean().default(false),
      dependencies: names,
      devDependencies: names,
      optionalDependencies: names,
      peerDependencies: names,
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })).default({}),
    }),
  ),
})

const lockFile = new URL('../package-lock.json', import.meta.url)
const { packages } = lockSchema.parse(JSON.parse(await readFile(lockFile, 'utf8')))

const ormsAndDrivers = /^(@mikro-orm\/.+|pg|kysely)$/
const hashing = /argon2/
const server = /^@hono\/node-server$/

describe('the production dependencies of a workspace', () => {
  it.each([
    ['apps/gateway', 'no ORM, no driver, no hashing', [ormsAndDrivers, hashing]],
    [
      'apps/tenantctl',
      'no ORM, no driver, no hashing, no server',
      [ormsAndDrivers, hashing, server],
    ],
    [
      'packages/shared',
      'no ORM, no driver, no hashing, no server',
      [ormsAndDrivers, hashing, server],
    ],
    [
      'packages/registry',
      'no ORM, no driver, no hashing, no server',
      [ormsAndDrivers, hashing, server],
    ],
  ])('of %s contain %s', (workspace, _, unwanted) => {
    const needed = installOf(workspace).map(nameOf)
    expect(needed).toContain('zod')
    expect(needed.filter((name) => unwanted.some((each) => each.test(name)))).toEqual([])
  })

  // `npm ci --omit=dev` installs the workspaces that a workspace has for development, and all that they need.
  it('of the gateway are all that npm installs', () => {
    const workspaces = installOf('apps/gateway').filter((path) => !path.includes('node_modules/'))
    expect(workspaces).toContain('packages/registry')
    const development = workspaces.flatMap((path) => Object.keys(of(path).devDependencies))
    expect(development.filter((name) => name.startsWith('@mt/'))).toEqual([])
  })

  it('of polls are found down to the driver', () => {
    expect(installOf('apps/polls').map(nameOf)).toEqual(
      expect.arrayContaining(['@mikro-orm/postgresql', 'kysely', 'pg', '@node-rs/argon2']),
    )
  })
})

/** The paths in the lock file of everything that a workspace needs in production, including itself. */
function installOf(workspace: string): string[] {
  const found = new Set([workspace])
  for (const path of found) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = of(path)
    const peers = Object.keys(peerDependencies).filter(
      (name) => !peerDependenciesMeta[name]?.optional,
    )
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }).concat(peers)) {
      const resolved = resolve(path, name)
      if (resolved !== undefined) found.add(resolved)
    }
  }
  return [...found]
}

/** Resolves a package as Node does: in the nearest node_modules above. Undefined for a package of another system. */
function resolve(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    const path = [folder, 'node_modules', name].filter(Boolean).join('/')
    const entry = packages[path]
    if (entry) return entry.link ? entry.resolved : path
    if (folder === '') return undefined
  }
}

function of(path: string) {
  const entry = packages[path]
  if (!entry) throw new Error(`the lock file has no ${path}`)
  return entry
}

function nameOf(path: string): string {
  return path.split('node_modules/').at(-1) ?? path
}
