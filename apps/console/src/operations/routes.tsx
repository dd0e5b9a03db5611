import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { operationsView } from '../api/views.ts'
import { signedIn } from '../frame/routes.tsx'

const list = createRoute({
  getParentRoute: () => signedIn,
  path: '/operations',
  validateSearch: operationsView,
  component: lazyRouteComponent(() => import('./operations-page.tsx'), 'OperationsPage'),
})

const one = createRoute({
  getParentRoute: () => signedIn,
  path: '/operations/$id',
  component: lazyRouteComponent(() => import('./operation-page.tsx'), 'OperationPage'),
})

export const operationRoutes = [list, one] as const
