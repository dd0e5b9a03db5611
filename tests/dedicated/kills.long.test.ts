import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTenants, type TenantsFolder } from '@mt/infra/tenants'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { isLongRun } from '@mt/shared/testing/tier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { createPlatform, type Platform } from '../kills/platform.ts'
import { expectStatus } from '../tenant-client.ts'
import { admin, allWaves, fewWaves, kindCases, type Subject, type Wave } from './kill-waves.ts'
import { processesIn } from './processes-in.ts'

const answer = z.looseObject({ id: z.string(), tenant: z.string().optional() })
const outcome = z.object({ state: z.string(), error: z.string().nullable() })
const succeeded = { state: 'succeeded', error: null }
const waves = isLongRun ? allWaves() : fewWaves()

describe.each(waves)('a wave $name', ({ subjects, killAfterMs }: Wave) => {
  let tenants: TenantsFolder
  let platform: Platform

  /** One kill covers many: each operation is at its moment when the control plane is killed. */
  beforeAll(async () => {
    tenants = await makeTenants()
    platform = await createPlatform(tenants.env)
    await platform.startService()
    const holds = subjects.map(({ slug, ...hold }) => [slug, hold])
    const victim = await platform.startControlPlane(Object.fromEntries(holds))
    await atOnce(prepare)
    await atOnce(begin)
    const missing = () => subjects.filter(({ slug }) => !victim.said.has(`held ${slug}`))
    await eventually(async () => expect(missing().map(({ where }) => where)).toEqual([]))
    victim.release()
    await sleep(killAfterMs)
    await victim.kill()
    await platform.startControlPlane()
    await eventually(async () => expect(await unfinished()).toEqual([]))
  })

  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await tenants[Symbol.asyncDispose]()
  })

  /** Four side by side: each is a process that starts. */
  async function atOnce(each: (subject: Subject) => Promise<void>): Promise<void> {
    const waiting = subjects.values()
    const work = async () => {
      for (const subject of waiting) await each(subject)
    }
    await Promise.all([work(), work(), work(), work()])
  }

  async function prepare(subject: Subject): Promise<void> {
    if (subject.kind === 'onboard') return
    await complete('/v1/tenants', newTenant(subject))
    for (const verb of kindCases[subject.kind].before) {
      await complete(`/v1/tenants/${subject.slug}/${verb}`)
    }
  }

  async function complete(path: string, body?: object): Promise<void> {
    const { id } = answer.parse(expectStatus(await platform.operate('POST', path, body), 202))
    await eventually(async () => expect(await showOperation(id)).toEqual(succeeded))
  }

  async function showOperation(id: string) {
    const { body } = await platform.operate('GET', `/v1/operations/${id}`)
    return outcome.parse(body)
  }

  async function begin(subject: Subject): Promise<void> {
    const { kind, slug } = subject
    const begun =
      kind === 'onboard'
        ? await platform.operate('POST', '/v1/tenants', { ...newTenant(subject), admin })
        : await platform.operate('POST', `/v1/tenants/${slug}/${kind}`)
    const { id, tenant = '' } = answer.parse(expectStatus(begun, 202))
    Object.assign(subject, { operationId: id, tenantId: tenant })
  }

  /** The operations that have not succeeded, and how they stand. */
  async function unfinished(): Promise<string[]> {
    const shown = subjects.map(async ({ where, operationId }) => {
      const { state, error } = await showOperation(operationId)
      return state === succeeded.state ? [] : [`${where}: ${state}, ${error}`]
    })
    return (await Promise.all(shown)).flat()
  }

  function runs(tenantId: string): Promise<boolean[]> {
    const { service, postgres } = recordsOf(join(tenants.env.RUNTIME_FOLDER, tenantId))
    return Promise.all([service, postgres].map(async (file) => Boolean(await findRecorded(file))))
  }

  it.each(subjects)('ends as if nothing had happened: $where', async (subject) => {
    const { status, runs: running } = kindCases[subject.kind]
    const path = `/v1/tenants/${subject.tenantId}`
    expect((await platform.operate('GET', path)).body).toMatchObject({ status })
    // One that died when its operation had ended is the supervisor's to start.
    await eventually(async () => expect(await runs(subject.tenantId)).toEqual([running, running]))
    if (!running) return
    await eventually(async () => {
      const counted = await platform.operate('POST', `${path}/commands/count`, { args: {} })
      expect(counted).toMatchObject({ status: 200, body: { result: { polls: 0 } } })
    })
  })

  it('leaves no folder of whom was purged, and none of nobody', async () => {
    const kept = subjects.filter(({ kind }) => kind !== 'purge').map(({ tenantId }) => tenantId)
    expect((await readdir(tenants.env.RUNTIME_FOLDER)).sort()).toEqual(kept.sort())
  })

  if (process.platform === 'linux')
    it('leaves no process but a service and a database for each who is served', async () => {
      const served = subjects.filter(({ kind }) => kindCases[kind].runs)
      const wanted = served.flatMap(({ tenantId }) => [tenantId, tenantId])
      await eventually(async () =>
        expect(await processesIn(tenants.env.RUNTIME_FOLDER)).toEqual(wanted.sort()),
      )
    })
})

function newTenant({ slug }: Subject) {
  return { slug, name: slug, isolation: 'dedicated' }
}
