import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem, hasStatus } from './problem.ts'
import { meQuery } from './queries.ts'

const maxRetries = 2

/** What the pages know, kept while they are open. `onSignedOut` is told when a session has ended elsewhere. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!hasStatus(error, 401) || !client.getQueryData(meQuery.queryKey)) return
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
