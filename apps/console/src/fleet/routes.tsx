import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { tenantsView } from '../api/views.ts'
import { signedIn } from '../frame/routes.tsx'

const fleet = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  validateSearch: tenantsView,
  component: lazyRouteComponent(() => import('./fleet-page.tsx'), 'FleetPage'),
})

export const fleetRoutes = [fleet] as const
