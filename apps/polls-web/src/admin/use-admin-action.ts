import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { useQueryClient } from '@tanstack/react-query'

/** Runs an action of an admin, announces it when it is done, and reloads the lists. */
export function useAdminAction() {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return async <Result>(run: () => Promise<Result>, done: string): Promise<Result> => {
    const result = await run()
    announce(done)
    await Promise.all(
      ['admin', 'polls'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    )
    return result
  }
}
