import {
  type FetchQueryOptions,
  type QueryKey,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'

interface Beginning<Credentials, Me, Key extends QueryKey> {
  /** Begins the session. */
  begin(credentials: Credentials): Promise<unknown>
  /** The query for the signed-in user. */
  me: FetchQueryOptions<Me, Error, Me, Key>
  /** Where to continue. */
  next: string
}

/** Signs in, loads the user, and continues. What was typed is not kept anywhere. */
export function useBeginSession<Credentials, Me, Key extends QueryKey>({
  begin,
  me,
  next,
}: Beginning<Credentials, Me, Key>) {
  const router = useRouter()
  const queryClient = useQueryClient()
  return useMutation({
    meta: { signsIn: true },
    gcTime: 0,
    async mutationFn(credentials: Credentials) {
      await begin(credentials)
      await queryClient.fetchQuery({ ...me, staleTime: 0 })
    },
    onSuccess: () => router.navigate({ href: next }),
  })
}
