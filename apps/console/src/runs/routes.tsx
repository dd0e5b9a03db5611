import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedIn } from '../frame/routes.tsx'

const migrations = createRoute({
  getParentRoute: () => signedIn,
  path: '/migrations',
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'MigrationsPage'),
})

const migration = createRoute({
  getParentRoute: () => signedIn,
  path: '/migrations/$id',
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'MigrationPage'),
})

const drifts = createRoute({
  getParentRoute: () => signedIn,
  path: '/drift',
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'DriftsPage'),
})

const drift = createRoute({
  getParentRoute: () => signedIn,
  path: '/drift/$id',
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'DriftPage'),
})

/** Pages about runs over the fleet. */
export const runRoutes = [migrations, migration, drifts, drift] as const
