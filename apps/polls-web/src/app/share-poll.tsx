import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import field from '@mt/web/parts/field.module.css'
import { useRef } from 'react'
import styles from './poll-page.module.css'

/** The poll's own link, for other users of the tenant. */
export function SharePoll({ question }: { question: string }) {
  const announce = useAnnounce()
  const input = useRef<HTMLInputElement>(null)
  const copy = async () => {
    input.current?.select()
    await navigator.clipboard.writeText(window.location.href)
    announce('The link was copied')
  }
  return (
    <div className={styles.share}>
      <label htmlFor="share" className={field.label}>
        Link to this poll
      </label>
      <div className={styles.sharing}>
        <input
          ref={input}
          id="share"
          readOnly
          className={field.control}
          value={window.location.href}
          onFocus={(event) => event.target.select()}
        />
        {'clipboard' in navigator && <Button onClick={copy}>Copy</Button>}
        {'share' in navigator && <Button onClick={() => share(question)}>Share …</Button>}
      </div>
    </div>
  )
}

/** Closing the share sheet is not an error. */
async function share(title: string): Promise<void> {
  await navigator.share({ title, url: window.location.href }).catch(() => {})
}
