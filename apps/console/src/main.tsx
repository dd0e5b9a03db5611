import { startPages } from '@mt/web/frame/start-pages.tsx'
import { sessionQuery } from './api/queries.ts'
import { createAppRouter } from './router.tsx'

startPages({ me: sessionQuery.queryKey, signIn: '/console/sign-in', createRouter: createAppRouter })
