import { Field } from '@base-ui/react/field'
import type { ComponentProps, ReactNode } from 'react'
import styles from './field.module.css'

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'name' | 'value' | 'defaultValue'> {
  /** The field's name in the API, whose messages about it are shown here. */
  name: string
  label: string
  /** For a field whose surroundings already name it. */
  isLabelHidden?: boolean
  hint?: ReactNode
  value?: string
  defaultValue?: string
}

/** A form field with its label and its error. */
export function TextField({
  name,
  label,
  isLabelHidden,
  hint,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field.Root name={name} className={[styles.field, className].filter(Boolean).join(' ')}>
      <Field.Label className={isLabelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </Field.Label>
      <Field.Control {...input} className={styles.control} />
      {hint && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      <Field.Error className={styles.error} />
    </Field.Root>
  )
}
