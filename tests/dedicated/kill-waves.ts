import { randomBytes } from 'node:crypto'
import { stepsOf } from '@mt/control-plane/operations/kinds'
import type { OperationKind } from '@mt/control-plane/operations/record/operation-input'
import { stepMoments } from '@mt/control-plane/operations/run-operation'
import { type RunningPart, runningParts } from '@mt/control-plane/runtimes/runtime'
import type { Hold } from '../kills/run-control-plane.ts'

export const admin = {
  username: 'admin',
  email: 'admin@example.org',
  password: 'a long enough password',
}

interface KindCase {
  /** What has to be done to the tenant before. */
  before: readonly string[]
  /** What it is when the operation has ended, and whether its processes run then. */
  status: string
  runs: boolean
  /** Whether they run, or are started, while it is under way: only then can they be killed. */
  hasProcesses: boolean
}

export const kindCases = {
  onboard: { before: [], status: 'active', runs: true, hasProcesses: true },
  suspend: { before: [], status: 'suspended', runs: false, hasProcesses: true },
  resume: { before: ['suspend'], status: 'active', runs: true, hasProcesses: true },
  archive: { before: ['suspend'], status: 'archived', runs: false, hasProcesses: false },
  purge: {
    ...{ before: ['suspend', 'archive', 'delete'], status: 'purged' },
    ...{ runs: false, hasProcesses: false },
  },
} as const satisfies Partial<Record<OperationKind, KindCase>>

export type Kind = keyof typeof kindCases

/** One operation of one tenant, and what dies where. */
export interface Subject extends Hold {
  kind: Kind
  /** For a title. */
  where: string
  slug: string
  tenantId: string
  operationId: string
}

/** What is killed at once, and how long after the operations that are to be hit within a step were let go. */
export interface Wave {
  name: string
  killAfterMs: number
  subjects: Subject[]
}

const kinds = Object.keys(kindCases) as Kind[]

const steps = kinds.flatMap((kind) =>
  stepsOf(kind, { admin, dedicated: true }).map(({ name: step }) => ({ kind, step })),
)

const moments = [...stepMoments, 'within']

function newSubject(hold: { kind: Kind; step: string; moment: string; crashes?: RunningPart }) {
  const { kind, step, moment, crashes } = hold
  const where = `${kind}: ${crashes ? `${crashes} dies within` : moment} ${step}`
  const slug = `k-${randomBytes(5).toString('hex')}`
  return { ...hold, where, slug, tenantId: '', operationId: '' }
}

function everyKill(): Subject[] {
  const ofControlPlane = moments.flatMap((moment) =>
    steps.map((at) => newSubject({ ...at, moment })),
  )
  const ofTenant = steps
    .filter(({ kind }) => kindCases[kind].hasProcesses)
    .flatMap((at) =>
      runningParts.map((crashes) => newSubject({ ...at, moment: 'before', crashes })),
    )
  return [...ofControlPlane, ...ofTenant]
}

/** So few that they fit beside everything else in `npm test`: where the runtime is at work. */
const fewKills = [
  'onboard: within launch',
  'onboard: postgres dies within launch',
  'onboard: service dies within provision',
  'suspend: within stop',
  'suspend: service dies within stop',
  'resume: within launch',
  'resume: postgres dies within bring-up-to-date',
  'archive: within stop',
  'purge: within deprovision',
]

export function fewWaves(): Wave[] {
  const subjects = everyKill().filter(({ where }) => fewKills.includes(where))
  return [{ name: 'where it hurts', killAfterMs: 150, subjects }]
}

/** So many tenants run beside each other. */
const waveSize = 14

/** Every moment of every step, and every part that can die; those within a step twice, early and late. */
export function allWaves(): Wave[] {
  const waves: Wave[] = []
  for (const killAfterMs of [40, 400]) {
    const kills = everyKill().filter(({ moment }) => killAfterMs === 40 || moment === 'within')
    for (let at = 0; at < kills.length; at += waveSize) {
      const subjects = kills.slice(at, at + waveSize)
      waves.push({ name: `of kills, number ${waves.length + 1}`, killAfterMs, subjects })
    }
  }
  return waves
}
