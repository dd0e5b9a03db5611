import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type OperationKind, stepsOf } from '@mt/control-plane/operations/kinds'
import { makeTenants, type TenantsFolder } from '@mt/infra/tenants'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { recordsOf } from '@mt/local-servers/tenants/tenant-processes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventually } from '../eventually.ts'
import { createPlatform, type Platform } from '../kills/platform.ts'
import { expectStatus } from '../tenant-client.ts'

const admin = { username: 'admin', email: 'admin@example.org', password: 'a long enough password' }
const answer = z.looseObject({ id: z.string(), tenant: z.string().optional() })

/** What has to be done before each kind, and what the tenant is when it has ended. */
const kinds = {
  onboard: { before: [], status: 'active', runs: true },
  suspend: { before: [], status: 'suspended', runs: false },
  resume: { before: ['suspend'], status: 'active', runs: true },
  purge: { before: ['suspend', 'archive', 'delete'], status: 'purged', runs: false },
} as const satisfies Partial<Record<OperationKind, unknown>>

type Kind = keyof typeof kinds

interface Subject {
  kind: Kind
  step: string
  slug: string
  tenantId: string
  operationId: string
}

/** Each step of each kind, killed when its work is done and not yet recorded: it is then done again. */
const subjects: Subject[] = (Object.keys(kinds) as Kind[]).flatMap((kind) =>
  stepsOf(kind, { admin, dedicated: true }).map(({ name: step }) => ({
    ...{ kind, step, tenantId: '', operationId: '' },
    slug: `k-${randomBytes(5).toString('hex')}`,
  })),
)

let tenants: TenantsFolder
let platform: Platform

beforeAll(async () => {
  tenants = await makeTenants()
  const RUNTIME_SECRET = randomBytes(32).toString('hex')
  platform = await createPlatform({ ...tenants.env, RUNTIME_SECRET })
  await platform.startPolls()
  const holds = subjects.map(({ kind, step, slug }) => [slug, { kind, step, moment: 'inside' }])
  const victim = await platform.startControlPlane(Object.fromEntries(holds))
  await atOnce(prepare)
  await atOnce(begin)
  const missing = () => subjects.filter(({ slug }) => !victim.said.has(`held ${slug}`))
  await eventually(async () => expect(missing()).toEqual([]), 20_000)
  await victim.kill()
  await platform.startControlPlane()
  await eventually(async () => expect(await states()).toEqual(['succeeded']), 30_000)
}, 120_000)

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
  const made = await platform.operate('POST', '/v1/tenants', newTenant(subject), true)
  subject.tenantId = answer.parse(expectStatus(made, 201)).id
  for (const verb of kinds[subject.kind].before) {
    const path = `/v1/tenants/${subject.slug}/${verb}`
    expectStatus(await platform.operate('POST', path, undefined, true), 200)
  }
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

function newTenant({ slug }: Subject) {
  return { slug, name: slug, isolation: 'dedicated' }
}

/** The states of all operations, each once. */
async function states(): Promise<string[]> {
  const found = subjects.map(async ({ operationId }) => {
    const { body } = await platform.operate('GET', `/v1/operations/${operationId}`)
    return z.object({ state: z.string() }).parse(body).state
  })
  return [...new Set(await Promise.all(found))]
}

function runs(tenantId: string): Promise<boolean[]> {
  const { polls, postgres } = recordsOf(join(tenants.env.RUNTIME_FOLDER, tenantId))
  return Promise.all([polls, postgres].map(async (file) => Boolean(await findRecorded(file))))
}

describe('an operation of a dedicated tenant whose control plane is killed', () => {
  it('is tried within every step that such tenants have', () => {
    const steps = subjects.map(({ kind, step }) => `${kind} ${step}`)
    expect(steps).toEqual(
      expect.arrayContaining([
        'onboard launch',
        'suspend stop',
        'resume launch',
        'purge deprovision',
      ]),
    )
  })

  it.each(subjects)('ends as if nothing had happened, within $kind $step', async (subject) => {
    const { kind, tenantId } = subject
    const { status, runs: running } = kinds[kind]
    const found = await platform.operate('GET', `/v1/tenants/${tenantId}`)
    expect(found.body).toMatchObject({ status })
    expect(await runs(tenantId)).toEqual([running, running])
  })

  it('leaves nothing of whom was purged, and nobody unknown', async () => {
    const kept = subjects.filter(({ kind }) => kind !== 'purge').map(({ tenantId }) => tenantId)
    expect((await readdir(tenants.env.RUNTIME_FOLDER)).sort()).toEqual(kept.sort())
  })
})
