import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query'
import { ApiProblem, hasStatus } from './problem.ts'

const maxRetries = 2

interface Options {
  /** The key of the query for the signed-in user. */
  me: QueryKey
  /** Called when a session has ended elsewhere. */
  onSignedOut(): void
}

/** The pages' cache, kept while they are open. */
export function createQueryClient({ me, onSignedOut }: Options): QueryClient {
  const onError = (error: unknown) => {
    if (!hasStatus(error, 401) || !client.getQueryData(me)) return
    onSignedOut()
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      // A wrong password does not end a session.
      onError: (error, _variables, _result, { meta }) => meta?.signsIn || onError(error),
    }),
    defaultOptions: { queries: { retry: mayRetry } },
  })
  return client
}

/** A refusal is final; without an answer, or after a 5xx, another try may succeed. */
function mayRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ApiProblem && error.status < 500
  return !isRefusal && failures < maxRetries
}
