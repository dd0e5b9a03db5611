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
interface KindRequest {
  method?: string
  path: string
  body?: unknown
}

/** How to get an operation of a kind, and the tenant's status at its end. */
interface KindCase {
  /** The operations between its onboarding and this one. */
  before: ((slug: string) => KindRequest)[]
  begin: (slug: string) => KindRequest
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

/** The type requires a case for each kind. */
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
  'check-domain': {
    before: [addDomain],
    begin: (slug) => ({ path: `${domains(slug)}/${slug}.example.org/check` }),
    ends: { status: 'active', place: 'serving' },
  },
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
  /** Where it is killed, for a title. */
  where: string
  tenantId: string
  operationId: string
}

export interface Stop {
  kind: OperationKind
  step: string
  moment: string
}

/** Every moment of every step of every kind, from the code. */
export function everyMoment(): Stop[] {
  return operationKinds.flatMap((kind) =>
    stepsOf(kind, { admin }).flatMap(({ name: step }) =>
      stepMoments.map((moment) => ({ kind, step, moment })),
    ),
  )
}

/** A tenant for each case; tenants that are created or removed alternate between the models. */
export function newSubject(kind: OperationKind, where: string, index: number): Subject {
  const slug = `k-${randomBytes(5).toString('hex')}`
  const isHeavy = kind === 'onboard' || kind === 'purge'
  const models = isHeavy ? ['shared', 'schema', 'database'] : ['shared', 'schema', 'shared']
  const isolation = models[index % 3] ?? 'schema'
  return { slug, kind, isolation, where, tenantId: '', operationId: '' }
}

/** Prepares the tenant for its operation. */
export async function prepare(platform: Platform, subject: Subject): Promise<void> {
  const { kind, slug, isolation } = subject
  if (kind === 'onboard') return
  const requests = [() => newTenant(slug, isolation), ...kindCases[kind].before]
  for (const request of requests) {
    const { method = 'POST', path, body }: KindRequest = request(slug)
    const answer = await platform.operate(method, path, body, { prefer: 'wait=20' })
    const { id } = expectStatus(answer, path === '/v1/tenants' ? 201 : 200) as { id: string }
    subject.tenantId = id
  }
}

/** Begins the operation without waiting for it. */
export async function begin(platform: Platform, subject: Subject): Promise<void> {
  const { kind, slug, isolation } = subject
  const request: KindRequest =
    kind === 'onboard' ? newTenantWithAdmin(slug, isolation) : kindCases[kind].begin(slug)
  const answer = await platform.operate(request.method ?? 'POST', request.path, request.body)
  const { id, tenant } = expectStatus(answer, 202) as { id: string; tenant: string }
  Object.assign(subject, { operationId: id, tenantId: tenant })
}
