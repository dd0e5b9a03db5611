import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react'
import styles from './announcer.module.css'

const shownForMs = 5_000

const AnnounceContext = createContext<(text: string) => void>(() => {})

/** Announces in a word what was done, on the screen and to screen readers. */
export function useAnnounce(): (text: string) => void {
  return use(AnnounceContext)
}

export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const announce = useCallback((said: string) => {
    clearTimeout(timer.current)
    setText(said)
    timer.current = setTimeout(() => setText(''), shownForMs)
  }, [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" className={styles.place}>
        {text && <p className={styles.said}>{text}</p>}
      </div>
    </AnnounceContext>
  )
}
