import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query'
import { ApiProblem, hasStatus } from './problem.ts'

const maxRetries = 2

interface Options {
  /** Under which key the pages keep who is signed in. */
  me: QueryKey
  /** Told when a session has ended elsewhere. */
  onSignedOut(): void
}

/** What the pages know, kept while they are open. */
export function createQueryClient({ me, onSignedOut }: Options): QueryClient {
  const onError = (error: unknown) => {
    if (!hasStatus(error, 401) || !client.getQueryData(me)) return
    onSignedOut()
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      // A wrong password ends no session.
      onError: (error, _variables, _result, { meta }) => meta?.signsIn || onError(error),
    }),
    defaultOptions: { queries: { retry: mayRetry } },
  })
  return client
}

/** What was refused stays refused; what did not answer, or asked to come again, may answer later. */
function mayRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ApiProblem && error.status < 500
  return !isRefusal && failures < maxRetries
}
