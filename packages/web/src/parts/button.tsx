import { createLink } from '@tanstack/react-router'
import { type ComponentProps, createContext, type MouseEvent, useContext, useRef } from 'react'
import styles from './button.module.css'
import { useBusy } from './use-busy.ts'

interface Look {
  look?: 'primary' | 'plain' | 'danger' | 'bare' | undefined
  size?: 'small' | undefined
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'onClick'>, Look {
  /** While the promise that it answers with is open, the button is locked. */
  onClick?: ((event: MouseEvent<HTMLButtonElement>) => unknown) | undefined
}

/** Whether the form around is being sent. */
export const FormBusy = createContext(false)

/**
 * A button. It is locked while what it began is under way: the form that it submits, or the promise that
 * `onClick` answers with. A double click on it is one click, wherever the second would begin something.
 */
export function Button({
  look = 'plain',
  size,
  type = 'button',
  onClick,
  className,
  ...rest
}: ButtonProps) {
  const isFormBusy = useContext(FormBusy)
  const { isBusy, run } = useBusy()
  const hasBegun = useRef(false)
  const isLocked = isBusy || (type === 'submit' && isFormBusy)
  const beginsSomething = () => type === 'submit' || look === 'danger' || hasBegun.current
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (event.detail > 1 && beginsSomething()) return event.preventDefault()
    void run(() => {
      const begun = onClick?.(event)
      if (begun instanceof Promise) hasBegun.current = true
      return begun
    })
  }
  return (
    <button
      {...rest}
      type={type}
      onClick={click}
      disabled={rest.disabled || isLocked}
      aria-busy={isLocked || undefined}
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
