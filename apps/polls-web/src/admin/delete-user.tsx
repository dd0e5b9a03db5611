import { take } from '@mt/web/api/take.ts'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { api, type Schemas } from '../api/client.ts'
import { useAdminAction } from './use-admin-action.ts'

/** Asks, then deletes a user with their polls and votes. */
export function DeleteUser({ user, onClose }: { user: Schemas['AdminUser']; onClose: () => void }) {
  const act = useAdminAction()
  const remove = () => {
    const params = { path: { id: user.id } }
    const run = () => take(api.DELETE('/admin/api/users/{id}', { params }))
    return act(run, `${user.username} was deleted`)
  }
  return (
    <Confirm
      title={`Delete ${user.username}?`}
      action="Delete"
      onConfirm={remove}
      onClose={onClose}
    >
      All polls and votes of this user will be deleted as well. This cannot be undone. To keep them,
      disable the user instead.
    </Confirm>
  )
}
