import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { ownVoteQuery, resultsQuery } from '../api/queries.ts'

/** Votes for a choice of the poll. Whatever the outcome, the page reloads the poll. */
export function useVote(pollId: string) {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return useMutation({
    mutationFn: (choiceId: string) => {
      const path = { id: pollId, choiceId }
      return take(api.POST('/polls/{id}/choices/{choiceId}/vote', { params: { path } }))
    },
    onSuccess: (vote) => {
      queryClient.setQueryData(ownVoteQuery(pollId).queryKey, { vote })
      announce('Your vote was counted')
    },
    onSettled: () =>
      Promise.all(
        [resultsQuery(pollId), ownVoteQuery(pollId)].map(({ queryKey }) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  })
}
