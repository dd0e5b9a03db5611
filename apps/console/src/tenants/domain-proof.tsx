import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { Facts } from '../parts/facts.tsx'
import parts from '../parts/parts.module.css'
import { useRefreshTenant } from './use-refresh-tenant.ts'

type Tenant = Schemas['Tenant']
type Domain = Schemas['Domain']

/** The record that proves a custom domain, and what the last check found; nothing while all is well. */
export function DomainProof({ domain, children }: { domain: Domain; children: ReactNode }) {
  const { host, state, record, reason, checkedAt, checkAt } = domain
  if (!record || (state === 'active' && !reason)) return null
  return (
    <section className={parts.card} aria-label={`Proof of ${host}`}>
      <p>
        {state === 'pending' ? (
          <>
            <b>{host}</b> is not served yet. Set this DNS record, and leave it there:
          </>
        ) : (
          <>
            <b>{host}</b> is served, but its DNS record was not found:
          </>
        )}
      </p>
      <Facts
        facts={[
          ['Type', record.type],
          ['Name', <Copied key="name" what="the name" text={record.name} />],
          ['Value', <Copied key="value" what="the value" text={record.value} />],
          ['Last check', checkedAt ? <When key="checked" at={checkedAt} /> : 'none yet'],
          ['Next check', checkAt ? <Coming key="next" at={checkAt} /> : '–'],
        ]}
      />
      {reason && <p className={state === 'active' ? parts.bad : undefined}>Result: {reason}.</p>}
      {children}
    </section>
  )
}

/** A time to come; the queue looks every minute. */
function Coming({ at }: { at: string }) {
  return Date.parse(at) - Date.now() < 60_000 ? 'within a minute or two' : <When at={at} />
}

/** A text to copy, which can also be selected. */
function Copied({ what, text }: { what: string; text: string }) {
  const announce = useAnnounce()
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => announce(`Copied ${what}`),
      () => announce(`The browser does not allow to copy ${what}: select it`),
    )
  return (
    <>
      <code className={parts.mono}>{text}</code>{' '}
      {/* Browsers have a clipboard for pages over TLS and on loopback only. */}
      {'clipboard' in navigator && (
        <Button look="bare" size="small" aria-label={`Copy ${what}`} onClick={copy}>
          Copy
        </Button>
      )}
    </>
  )
}

/** Checks a domain, and waits for the result: the button is locked until the page shows it. */
export function CheckDomain({ tenant, host }: { tenant: Tenant; host: string }) {
  const refresh = useRefreshTenant()
  const announce = useAnnounce()
  const { mutateAsync } = useMutation({
    mutationFn: () => {
      const params = { path: { id: tenant.id, host } }
      const headers = { prefer: 'wait=15' }
      return take(api.POST('/v1/tenants/{id}/domains/{host}/check', { params, headers }))
    },
    onSuccess: refresh,
    onError: (error) => announce(messageOf(error)),
  })
  return (
    <div>
      <Button aria-label={`Check now: ${host}`} onClick={() => mutateAsync()}>
        Check now
      </Button>
    </div>
  )
}
