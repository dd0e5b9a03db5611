import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { fleetRoutes } from './fleet/routes.tsx'
import { PageFailed } from './frame/page-failed.tsx'
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
  return createRouter({
    routeTree,
    basepath: '/console',
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
