import { routerOptions } from '@mt/web/frame/router-options.ts'
import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { fleetRoutes } from './fleet/routes.tsx'
import { root, signedIn, signIn } from './frame/routes.tsx'
import { operationRoutes } from './operations/routes.tsx'
import { platformRoutes } from './platform/routes.tsx'
import { runRoutes } from './runs/routes.tsx'
import { tenantRoutes } from './tenants/routes.tsx'

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    ...fleetRoutes,
    ...tenantRoutes,
    ...operationRoutes,
    ...runRoutes,
    ...platformRoutes,
  ]),
])

export function createAppRouter(queryClient: QueryClient) {
  const basepath = '/console'
  return createRouter({ ...routerOptions, routeTree, basepath, context: { queryClient } })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
