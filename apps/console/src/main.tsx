import { createQueryClient } from '@mt/web/api/query-client.ts'
import { startPages } from '@mt/web/frame/start-pages.tsx'
import { RouterProvider } from '@tanstack/react-router'
import { sessionQuery } from './api/queries.ts'
import { createAppRouter } from './router.tsx'

const queryClient = createQueryClient({
  me: sessionQuery.queryKey,
  onSignedOut() {
    const next = encodeURIComponent(router.state.location.href)
    window.location.assign(`/console/sign-in?next=${next}`)
  },
})
const router = createAppRouter(queryClient)

startPages(queryClient, <RouterProvider router={router} />)
