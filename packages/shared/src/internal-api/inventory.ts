import { z } from 'zod'
import { openObject } from '../open-object.ts'

const placementFields = { cluster: z.string(), database: z.string(), schema: z.string() }

/** What a data plane really contains, cluster by cluster, regardless of the control plane's records. */
const clusterInventorySchema = openObject({
  cluster: z.string(),
  /** The tenants' own databases. */
  databases: z.array(z.string()),
  /** The tenants' own schemas in the pooled database, and the schema `tenant` of each own database. */
  schemas: z.array(openObject(placementFields)),
  /** The serving roles of tenants. */
  roles: z.array(z.string()),
  /** The rows of all `placements` tables: which tenant is entered in which placement. */
  tenants: z.array(
    openObject({
      tenantId: z.uuid(),
      ...placementFields,
      epoch: z.int(),
      /** `serving`, `fenced`, or a state of a later release. */
      state: z.string(),
    }),
  ),
  /** Databases that every login, including tenants', may enter and that are not ours to close. */
  openDatabases: z.array(z.string()).default([]),
  /** False if row-level security applies to the owner's login, so that `tenants` is empty. */
  seesTenants: z.boolean(),
})

export type ClusterInventory = z.infer<typeof clusterInventorySchema>
export type EnteredTenant = ClusterInventory['tenants'][number]

export const inventorySchema = openObject({ clusters: z.array(clusterInventorySchema) })

export type Inventory = z.infer<typeof inventorySchema>
