import { createLink } from '@tanstack/react-router'
import { type ComponentProps, createContext, type MouseEvent, useContext, useRef } from 'react'
import styles from './button.module.css'
import { useBusy } from './use-busy.ts'

interface Look {
  look?: 'primary' | 'plain' | 'danger' | 'bare' | undefined
  size?: 'small' | undefined
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'onClick'>, Look {
  /** While the promise that it returns is pending, the button is locked. */
  onClick?: ((event: MouseEvent<HTMLButtonElement>) => unknown) | undefined
}

/** Whether the surrounding form is being sent. */
export const FormBusy = createContext(false)

/**
 * A button. It is locked while its action is under way: the submission of its form, or the promise that
 * `onClick` returns. A double click counts as one click wherever a second one would start something.
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

/** A link that looks like a button. It navigates, and does nothing else. */
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
