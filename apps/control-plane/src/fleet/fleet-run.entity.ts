import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Actor } from '../audit/actor.ts'
import type { RunRequest } from './run-request.ts'

/** `migration` migrates placements; `drift` only compares them with their version. */
export const fleetKinds = ['migration', 'drift'] as const
export type FleetKind = (typeof fleetKinds)[number]

export const fleetStates = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const
export type FleetState = (typeof fleetStates)[number]

/** A run over the fleet, stored so that it survives the process that works at it. */
export const FleetRun = defineEntity({
  name: 'FleetRun',
  tableName: 'fleet_runs',
  properties: {
    id: p.uuid().primary(),
    kind: p.text().$type<FleetKind>(),
    state: p.text().$type<FleetState>(),
    /** The column has an older name. */
    request: p.json<RunRequest>().name('wish'),
    /** The version that the tables of every placement should have. */
    target: p.text(),
    /** The numbers of its tenants and placements. */
    tenants: p.integer(),
    places: p.integer(),
    actor: p.json<Actor>(),
    /** Who cancelled it. Once set, no further placement is begun. */
    cancelledBy: p.json<Actor>().nullable(),
    error: p.text().nullable(),
    /** How often a process has claimed it, and when last. */
    attempts: p.integer(),
    claimedAt: p.datetime(3).nullable(),
    /** Until then only `runner` may work at it. */
    leaseUntil: p.datetime(3).nullable(),
    runner: p.uuid().nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    finishedAt: p.datetime(3).nullable(),
  },
})

export type FleetRun = InferEntity<typeof FleetRun>
