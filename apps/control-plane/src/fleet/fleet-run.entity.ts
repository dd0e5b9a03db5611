import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Actor } from '../audit/actor.ts'
import type { FleetWish } from './fleet-wish.ts'

/** `migration` brings places up to date; `drift` only looks in what they differ from their version. */
export const fleetKinds = ['migration', 'drift'] as const
export type FleetKind = (typeof fleetKinds)[number]

export const fleetStates = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const
export type FleetState = (typeof fleetStates)[number]

/** One go over the fleet, kept until it has ended, so that it survives the process that works at it. */
export const FleetRun = defineEntity({
  name: 'FleetRun',
  tableName: 'fleet_runs',
  properties: {
    id: p.uuid().primary(),
    kind: p.text().$type<FleetKind>(),
    state: p.text().$type<FleetState>(),
    /** What was asked for. */
    wish: p.json<FleetWish>(),
    /** The version that the tables of every place should have. */
    target: p.text(),
    /** Tenants and places that it concerns. */
    tenants: p.integer(),
    places: p.integer(),
    actor: p.json<Actor>(),
    /** Who wants it given up, from when on no further place is begun. */
    cancelledBy: p.json<Actor>().nullable(),
    error: p.text().nullable(),
    /** How often a process has taken it up, and when last. */
    attempts: p.integer(),
    claimedAt: p.datetime(3).nullable(),
    /** Until when `runner` alone may work at it. */
    leaseUntil: p.datetime(3).nullable(),
    runner: p.uuid().nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    finishedAt: p.datetime(3).nullable(),
  },
})

export type FleetRun = InferEntity<typeof FleetRun>
