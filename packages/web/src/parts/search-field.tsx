import { useEffect, useRef, useState } from 'react'
import field from './field.module.css'
import styles from './search-field.module.css'

const waitMs = 250

interface SearchFieldProps {
  label: string
  /** The current search text. */
  value: string
  /** Called when typing pauses. */
  onSearch(text: string): void
}

/** Searches while the user types. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const reported = useRef(value)
  useEffect(() => {
    if (value !== reported.current) setText(value) // the user navigated back or forth
    reported.current = value
  }, [value])
  useEffect(() => {
    if (text.trim() === reported.current) return
    const timer = setTimeout(() => {
      reported.current = text.trim()
      onSearch(text.trim())
    }, waitMs)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  return (
    <search className={styles.search}>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={100}
        className={field.control}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </search>
  )
}
