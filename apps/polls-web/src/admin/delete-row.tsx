import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import type { ReactNode } from 'react'
import { useAdminAction } from './use-admin-action.ts'

interface DeleteRowProps {
  /** What is deleted, for screen readers. */
  what: string
  /** What is deleted with it. */
  children: ReactNode
  remove(): Promise<unknown>
}

/** The last column of a list: asks, then deletes. */
export function DeleteRow({ what, children, remove }: DeleteRowProps) {
  const act = useAdminAction()
  return (
    <Confirm
      trigger={
        <Button look="bare" aria-label={`Delete ${what}`}>
          Delete
        </Button>
      }
      title="Delete this?"
      action="Delete"
      onConfirm={() => act(remove, `Deleted: ${what}`)}
    >
      {children}
    </Confirm>
  )
}
