import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const names = z.record(z.string(), z.string()).default({})

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      /** Of a link: the workspace's folder. */
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

describe('what a workspace needs in production', () => {
  it.each([
    ['apps/gateway', 'no ORM, no driver, no hashing', [ormsAndDrivers, hashing]],
    ['apps/tenantctl', 'none of these, and no server', [ormsAndDrivers, hashing, server]],
    ['packages/shared', 'none of these, and no server', [ormsAndDrivers, hashing, server]],
    ['packages/registry', 'none of these, and no server', [ormsAndDrivers, hashing, server]],
  ])('is, for %s, %s', (workspace, _, unwanted) => {
    const needed = installOf(workspace).map(nameOf)
    expect(needed).toContain('zod')
    expect(needed.filter((name) => unwanted.some((each) => each.test(name)))).toEqual([])
  })

  // `npm ci --omit=dev` installs the workspaces that a workspace has for development, and all that they need.
  it('is, for the gateway, all that npm installs', () => {
    const workspaces = installOf('apps/gateway').filter((path) => !path.includes('node_modules/'))
    expect(workspaces).toContain('packages/registry')
    const development = workspaces.flatMap((path) => Object.keys(of(path).devDependencies))
    expect(development.filter((name) => name.startsWith('@mt/'))).toEqual([])
  })

  it('is, for polls, found down to its driver', () => {
    expect(installOf('apps/polls').map(nameOf)).toEqual(
      expect.arrayContaining(['@mikro-orm/postgresql', 'kysely', 'pg', '@node-rs/argon2']),
    )
  })
})

/** Where all lies that a workspace needs in production, itself included: paths of the lock file. */
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

/** As Node finds it: in the nearest node_modules above. Undefined for one of another system. */
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
