import { PageFailed } from './page-failed.tsx'

/** The options of all pages' routers. */
export const routerOptions = {
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
} as const
