import styles from './mark.module.css'

/** The tenant's mark: three bars in its colour. */
export function Mark({ size }: { size?: 'large' }) {
  return (
    <span aria-hidden className={[styles.mark, size && styles[size]].filter(Boolean).join(' ')}>
      <span />
      <span />
      <span />
    </span>
  )
}
