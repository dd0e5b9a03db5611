import { deprovision, drift, migrate, provision, scan, setState } from './placement-routes.ts'
import { inventory, listCommands, listQuotas, version } from './service-routes.ts'
import { createAdmin, runCommand } from './tenant-routes.ts'

/**
 * The internal API: every call that the control plane makes to a data-plane service. The service serves
 * these routes and the control plane calls them; paths, schemas and actions are written only here.
 */
export const internalApi = {
  ...{ provision, deprovision, setState, scan, migrate, drift },
  ...{ createAdmin, runCommand },
  ...{ version, listCommands, listQuotas, inventory },
} as const
