import { z } from 'zod'
import { openObject } from '../open-object.ts'

const place = { cluster: z.string(), database: z.string(), schema: z.string() }

/** What a data plane really has, cluster by cluster, whatever the control plane believes. */
const clusterInventorySchema = openObject({
  cluster: z.string(),
  /** The tenants' own databases. */
  databases: z.array(z.string()),
  /** The tenants' own schemas in the pooled database, and the schema `tenant` of each own database. */
  schemas: z.array(openObject(place)),
  /** The serving roles of tenants. */
  roles: z.array(z.string()),
  /** Who is entered where: the rows of all `placements` tables. */
  tenants: z.array(
    openObject({
      tenantId: z.uuid(),
      ...place,
      epoch: z.int(),
      /** `serving`, `fenced`, or a state that a later release has. */
      state: z.string(),
    }),
  ),
  /** The databases that every login may enter, tenants' too: not ours to close. */
  openDatabases: z.array(z.string()).default([]),
  /** False where the owner's login is bound by row-level security, so that `tenants` is empty. */
  seesTenants: z.boolean(),
})

export type ClusterInventory = z.infer<typeof clusterInventorySchema>
export type EnteredTenant = ClusterInventory['tenants'][number]

export const inventorySchema = openObject({ clusters: z.array(clusterInventorySchema) })

export type Inventory = z.infer<typeof inventorySchema>
