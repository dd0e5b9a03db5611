import type { Mutant } from '../mutant.ts'
import { availabilityMutants } from './availability.ts'
import { callerMutants } from './callers.ts'
import { connectionMutants } from './connection.ts'
import { databaseMutants } from './database.ts'
import { edgeMutants } from './edge.ts'
import { laneMutants } from './lane.ts'
import { ormMutants } from './orm.ts'
import { placementMutants } from './placement.ts'
import { registryMutants } from './registry.ts'
import { shareMutants } from './shares.ts'

/** All guards between tenants. A new guard is added here with the test that covers it. */
export const mutants: readonly Mutant[] = [
  ...edgeMutants,
  ...laneMutants,
  ...callerMutants,
  ...ormMutants,
  ...databaseMutants,
  ...connectionMutants,
  ...placementMutants,
  ...registryMutants,
  ...shareMutants,
  ...availabilityMutants,
]
