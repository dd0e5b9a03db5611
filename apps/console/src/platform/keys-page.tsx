import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { PagedList } from '@mt/web/parts/paged-list.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas } from '../api/client.ts'
import { keysQuery } from '../api/queries.ts'
import { useMay } from '../frame/use-may.ts'
import { useTitle } from '../frame/use-title.ts'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import { TypedConfirm } from '../parts/typed-confirm.tsx'
import { NewKey } from './new-key.tsx'

type Key = Schemas['ApiKey']

const columns: Column<Key>[] = [
  { title: 'Key', cell: ({ name }) => <span className={parts.strong}>{name}</span> },
  { title: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
  {
    title: 'State',
    cell: ({ revokedAt }) => <StateTag state={revokedAt ? 'revoked' : 'active'} />,
  },
  { title: 'Created', cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    title: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : 'never'),
  },
  { title: 'Actions', isActions: true, cell: (key) => !key.revokedAt && <Revoke apiKey={key} /> },
]

export function KeysPage() {
  useTitle('Keys')
  const may = useMay()
  return (
    <>
      <h1>API keys</h1>
      {may('admin') ? (
        <Keys />
      ) : (
        <p className="quiet">Listing and creating keys requires a key with the scope “admin”.</p>
      )}
    </>
  )
}

function Keys() {
  const list = useInfiniteQuery(keysQuery)
  return (
    <>
      <NewKey />
      <PagedList list={list} caption="API keys" columns={columns} empty="No keys yet" />
    </>
  )
}

function Revoke({ apiKey: { id, name } }: { apiKey: Key }) {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey })
  const params = { path: { id } }
  return (
    <TypedConfirm
      trigger={
        <Button look="bare" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${name}?`}
      word={name}
      action="Revoke"
      onConfirm={() => take(api.DELETE('/v1/api-keys/{id}', { params })).then(refresh)}
    >
      Requests with this key are refused at once, and its sessions end.
    </TypedConfirm>
  )
}
