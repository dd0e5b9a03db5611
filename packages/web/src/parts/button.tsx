import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import styles from './button.module.css'

interface Look {
  look?: 'primary' | 'plain' | 'danger' | 'bare' | undefined
  size?: 'small' | undefined
}

/** A button; `isBusy` while what it began is under way, so that nothing is begun twice. */
export function Button({
  look = 'plain',
  size,
  isBusy = false,
  className,
  ...rest
}: ComponentProps<'button'> & Look & { isBusy?: boolean | undefined }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={classes(look, size, className)}
    />
  )
}

/** A link that looks like a button: it leads somewhere, and does nothing. */
export const ButtonLink = createLink(function ButtonAnchor({
  look = 'plain',
  size,
  className,
  ...rest
}: ComponentProps<'a'> & Look) {
  return <a {...rest} className={classes(look, size, className)} />
})

function classes(look: NonNullable<Look['look']>, ...more: (string | undefined)[]): string {
  const [size, own] = more
  return [styles.button, styles[look], size && styles[size], own].filter(Boolean).join(' ')
}
