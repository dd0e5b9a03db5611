import { Field } from '@base-ui/react/field'
import type { ComponentProps, ReactNode } from 'react'
import styles from './field.module.css'

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'name' | 'value' | 'defaultValue'> {
  /** As the API names the field: what it says of it is shown here. */
  name: string
  label: string
  /** Where the label is said already, by what stands around it. */
  isLabelHidden?: boolean
  hint?: ReactNode
  value?: string
  defaultValue?: string
}

/** A field of a form, with its label and what is wrong with it. */
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
