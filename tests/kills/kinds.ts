import { randomBytes } from 'node:crypto'
import { stepsOf } from '@mt/control-plane/operations/kinds'
import {
  type OperationKind,
  operationKinds,
} from '@mt/control-plane/operations/record/operation-input'
import { stepMoments } from '@mt/control-plane/operations/run-operation'
import { expectStatus } from '../tenant-client.ts'
import type { Platform } from './platform.ts'

/** A request to the control plane about the tenant with this slug. */
interface Wish {
  method?: string
  path: string
  body?: unknown
}

/** How an operation of a kind is had, and what the tenant is when it has ended. */
interface KindCase {
  /** What has happened to the tenant before, after its onboarding. */
  before: ((slug: string) => Wish)[]
  begin: (slug: string) => Wish
  ends: { status: string; place?: 'serving' | 'fenced' }
}

const admin = { username: 'admin', email: 'admin@example.org', password: 'a long enough password' }

const life = (verb: string) => (slug: string) => ({ path: `/v1/tenants/${slug}/${verb}` })
const domains = (slug: string) => `/v1/tenants/${slug}/domains`
const addDomain = (slug: string) => ({ path: domains(slug), body: { host: `${slug}.example.org` } })

const newTenant = (slug: string, isolation: string) => ({
  path: '/v1/tenants',
  body: { slug, name: slug, isolation },
})

const newTenantWithAdmin = (slug: string, isolation: string) => ({
  path: '/v1/tenants',
  body: { slug, name: slug, isolation, admin },
})

const suspended = [life('suspend')]
const archived = [...suspended, life('archive')]
const deleted = [...archived, life('delete')]

/** A kind without a case here does not compile. */
export const kindCases: Record<Exclude<OperationKind, 'onboard'>, KindCase> = {
  change: {
    before: [],
    begin: (slug) => ({
      method: 'PATCH',
      path: `/v1/tenants/${slug}`,
      body: { slug: `${slug}-new`, redirectDays: 1 },
    }),
    ends: { status: 'active', place: 'serving' },
  },
  suspend: { before: [], begin: life('suspend'), ends: { status: 'suspended', place: 'fenced' } },
  resume: {
    before: suspended,
    begin: life('resume'),
    ends: { status: 'active', place: 'serving' },
  },
  archive: {
    before: suspended,
    begin: life('archive'),
    ends: { status: 'archived', place: 'fenced' },
  },
  restore: {
    before: archived,
    begin: life('restore'),
    ends: { status: 'suspended', place: 'fenced' },
  },
  delete: { before: archived, begin: life('delete'), ends: { status: 'deleted', place: 'fenced' } },
  undelete: {
    before: deleted,
    begin: life('restore'),
    ends: { status: 'archived', place: 'fenced' },
  },
  purge: { before: deleted, begin: life('purge'), ends: { status: 'purged' } },
  'add-domain': { before: [], begin: addDomain, ends: { status: 'active', place: 'serving' } },
  'remove-domain': {
    before: [addDomain],
    begin: (slug) => ({ method: 'DELETE', path: `${domains(slug)}/${slug}.example.org` }),
    ends: { status: 'active', place: 'serving' },
  },
}

export interface Subject {
  slug: string
  kind: OperationKind
  isolation: string
  /** For a title: where it is killed. */
  where: string
  tenantId: string
  operationId: string
}

export interface Stop {
  kind: OperationKind
  step: string
  moment: string
}

/** Every moment of every step of every kind, as the code has them. */
export function everyMoment(): Stop[] {
  return operationKinds.flatMap((kind) =>
    stepsOf(kind, { admin }).flatMap(({ name: step }) =>
      stepMoments.map((moment) => ({ kind, step, moment })),
    ),
  )
}

/** A tenant of its own for each; those that are made or removed take turns through the models. */
export function newSubject(kind: OperationKind, where: string, index: number): Subject {
  const slug = `k-${randomBytes(5).toString('hex')}`
  const isHeavy = kind === 'onboard' || kind === 'purge'
  const models = isHeavy ? ['shared', 'schema', 'database'] : ['shared', 'schema', 'shared']
  const isolation = models[index % 3] ?? 'schema'
  return { slug, kind, isolation, where, tenantId: '', operationId: '' }
}

/** Brings the tenant to where its operation can begin. */
export async function prepare(platform: Platform, subject: Subject): Promise<void> {
  const { kind, slug, isolation } = subject
  if (kind === 'onboard') return
  const wishes = [() => newTenant(slug, isolation), ...kindCases[kind].before]
  for (const wish of wishes) {
    const { method = 'POST', path, body }: Wish = wish(slug)
    const answer = await platform.operate(method, path, body, { prefer: 'wait=20' })
    const { id } = expectStatus(answer, path === '/v1/tenants' ? 201 : 200) as { id: string }
    subject.tenantId = id
  }
}

/** Begins the operation, and does not wait for it. */
export async function begin(platform: Platform, subject: Subject): Promise<void> {
  const { kind, slug, isolation } = subject
  const wish: Wish =
    kind === 'onboard' ? newTenantWithAdmin(slug, isolation) : kindCases[kind].begin(slug)
  const answer = await platform.operate(wish.method ?? 'POST', wish.path, wish.body)
  const { id, tenant } = expectStatus(answer, 202) as { id: string; tenant: string }
  Object.assign(subject, { operationId: id, tenantId: tenant })
}
