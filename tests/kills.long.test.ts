import { operationKinds } from '@mt/control-plane/operations/record/operation-input'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { callMoments } from './kills/call-gate.ts'
import {
  begin,
  everyMoment,
  kindCases,
  newSubject,
  prepare,
  type Stop,
  type Subject,
} from './kills/kinds.ts'
import { createPlatform, type Platform } from './kills/platform.ts'
import { survey } from './kills/survey.ts'
import { expectStatus } from './tenant-client.ts'

/** How many tenants are worked at in parallel. */
const atOnce = 6

let platform: Platform
const subjects: Subject[] = []
let found: Awaited<ReturnType<typeof survey>>

/**
 * One kill covers many operations: each has its own tenant and is held at its moment, and once all are held
 * the process is killed.
 */
beforeAll(async () => {
  platform = await createPlatform()
  const service = await platform.startService()
  await killControlPlane()
  await platform.startControlPlane()
  await allEnd()
  await killService(service)
  await allEnd()
  await eventually(async () => expect(await missing()).toEqual([]))
  found = await survey(platform)
}, 600_000)

afterAll(() => platform[Symbol.asyncDispose]())

async function killControlPlane(): Promise<void> {
  const stops = everyMoment()
  const mine = stops.map((stop, index) => newSubject(stop.kind, titleOf(stop), index))
  const holds = Object.fromEntries(mine.map(({ slug }, at) => [slug, stops[at] as Stop]))
  const victim = await platform.startControlPlane(holds)
  await forAll(mine, (subject) => prepare(platform, subject))
  await forAll(mine, (subject) => begin(platform, subject))
  const missing = () => mine.filter(({ slug }) => !victim.said.has(`held ${slug}`))
  await eventually(async () => expect(missing().map(({ where }) => where)).toEqual([]))
  await victim.kill()
  subjects.push(...mine)
}

/** The calls are learned from the operations so far. */
async function killService(victim: { kill(): Promise<void> }): Promise<void> {
  const { gate } = platform
  const kinds = new Map(subjects.map(({ operationId, kind }) => [operationId, kind]))
  const calls = gate.seen.flatMap(({ operationId, action }) => {
    const kind = kinds.get(operationId)
    return kind ? [`${kind} ${action}`] : []
  })
  const mine = [...new Set(calls)].flatMap((call, index) =>
    callMoments.map((moment, at) => {
      const [kind, action = ''] = call.split(' ')
      const known = operationKinds.find((name) => name === kind) ?? 'onboard'
      return { action, moment, ...newSubject(known, `${call}: ${moment}`, index + at) }
    }),
  )
  await forAll(mine, (subject) => prepare(platform, subject))
  gate.ask()
  await forAll(mine, async (subject) => {
    await begin(platform, subject)
    gate.hold(subject.tenantId, subject)
  })
  await eventually(async () => {
    expect(mine.filter(({ tenantId }) => !gate.held.has(tenantId))).toEqual([])
  })
  gate.release()
  await victim.kill()
  gate.breakOff()
  await platform.startService()
  subjects.push(...mine)
}

async function forAll<T>(all: T[], each: (one: T) => Promise<void>): Promise<void> {
  const queue = [...all]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await each(next)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function allEnd(): Promise<void> {
  const running = async () => {
    const pages = await Promise.all(
      ['pending', 'running'].map((state) =>
        platform.operate('GET', `/v1/operations?state=${state}`),
      ),
    )
    return pages.flatMap((page) => (expectStatus(page, 200) as { results: unknown[] }).results)
  }
  await eventually(async () => expect(await running()).toEqual([]))
}

/** Hosts that are not yet published to Redis. */
async function missing(): Promise<string[]> {
  const { published, tenants } = await survey(platform)
  const statuses = new Map(tenants.map(({ id, status }) => [id, status]))
  return subjects
    .map((subject) => ({ subject, status: statuses.get(subject.tenantId) }))
    .filter(({ subject: { slug, tenantId }, status }) => {
      const entry = published.get(`${slug}.${platform.env.BASE_DOMAIN}`)
      return status === 'purged' ? entry : entry?.status !== status || entry?.tenantId !== tenantId
    })
    .map(({ subject }) => subject.where)
}

function titleOf({ kind, step, moment }: Stop): string {
  return `${kind}: ${moment} ${step}`
}

describe('an operation whose control plane or data plane is killed', () => {
  it('is tested at each moment of each step, and at each call', () => {
    const wheres = new Set(subjects.map(({ where }) => where))
    for (const stop of everyMoment()) expect(wheres).toContain(titleOf(stop))
    const calls = ['onboard provision', 'onboard create-admin', 'suspend set-state', 'purge scan']
    for (const call of calls) expect(wheres).toContain(`${call}: within`)
  })

  it('completes as if nothing had happened', async () => {
    for (const { where, kind, tenantId, operationId } of subjects) {
      const operation = await platform.operate('GET', `/v1/operations/${operationId}`)
      expect(operation.body, where).toMatchObject({ state: 'succeeded', error: null })
      const ends =
        kind === 'onboard' ? { status: 'active', place: 'serving' } : kindCases[kind].ends
      const tenant = found.tenants.find(({ id }) => id === tenantId)
      expect(tenant?.status, where).toBe(ends.status)
      const place = found.places.get(tenantId)
      expect(place?.state, where).toBe(ends.place)
      if (place) expect(place.epoch, where).toBe(tenant?.epoch)
    }
  })

  it('is in the audit trail once', () => {
    for (const { where, tenantId } of subjects) {
      const whats = found.audit
        .filter((line) => line.tenant_id === tenantId)
        .map(({ what }) => what)
      expect(new Set(whats).size, `${where}: ${whats}`).toBe(whats.length)
    }
  })

  it('leaves no schema, database, role or placement behind', () => {
    const alive = found.tenants.filter(({ status }) => status !== 'purged')
    const of = (model: string) => alive.filter(({ placement }) => placement.model === model)
    const schemas = of('schema').map(({ placement }) => placement.schema)
    const databases = of('database').map(({ placement }) => placement.database)
    const roles = [
      ...schemas.map((schema) => `${platform.env.DATA_PLANE_DATABASE}_${schema}`),
      ...databases.map((database) => `${database}_tenant`),
    ]
    const names = (list: { name: string }[]) => list.map(({ name }) => name).sort()
    expect(names(found.schemas)).toEqual(schemas.sort())
    expect(found.databases.sort()).toEqual(databases.sort())
    expect(names(found.roles)).toEqual(roles.sort())
    expect([...found.places.keys()].sort()).toEqual(alive.map(({ id }) => id).sort())
  })

  it('leaves no jobs, and no entries of purged tenants', () => {
    const waiting = found.tenants.filter(({ status }) => status === 'deleted')
    const renamed = subjects.filter(({ kind }) => kind === 'change')
    const later = [
      ...waiting.map(({ id }) => `purge-tenant:${id}`),
      ...renamed.map(({ slug }) => `release-host:${slug}.${platform.env.BASE_DOMAIN}`),
    ]
    expect(found.jobs.map(({ key }) => key).sort()).toEqual(later.sort())
    const purged = new Set(
      found.tenants.filter(({ status }) => status === 'purged').map(({ id }) => id),
    )
    const left = [...found.published.values()].filter(({ tenantId }) => purged.has(tenantId))
    expect(left).toEqual([])
  })
})
