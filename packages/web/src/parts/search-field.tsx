import { useEffect, useRef, useState } from 'react'
import field from './field.module.css'
import styles from './search-field.module.css'

const waitMs = 250

interface SearchFieldProps {
  label: string
  /** What is looked for now. */
  value: string
  /** Told when typing rests. */
  onSearch(text: string): void
}

/** Looks for a text while it is typed. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  useEffect(() => {
    if (value !== told.current) setText(value) // the page went back or forth
    told.current = value
  }, [value])
  useEffect(() => {
    if (text.trim() === told.current) return
    const timer = setTimeout(() => {
      told.current = text.trim()
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
