import { deprovision, drift, migrate, provision, scan, setState } from './place-routes.ts'
import { inventory, listCommands, listQuotas, version } from './service-routes.ts'
import { createAdmin, runCommand } from './tenant-routes.ts'

/**
 * The internal API: every call that the control plane makes to a service of the data plane. The service
 * serves these routes and the control plane calls them; neither repeats a path, a schema or an action.
 */
export const internalApi = {
  ...{ provision, deprovision, setState, scan, migrate, drift },
  ...{ createAdmin, runCommand },
  ...{ version, listCommands, listQuotas, inventory },
} as const
