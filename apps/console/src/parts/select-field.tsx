import { Field } from '@base-ui/react/field'
import styles from '@mt/web/parts/field.module.css'
import type { ReactNode } from 'react'

interface SelectFieldProps {
  name: string
  label: string
  options: readonly (readonly [value: string, label: string])[]
  defaultValue?: string
  hint?: ReactNode
}

/** A form field with the browser's own select, which works with every keyboard and phone. */
export function SelectField({ name, label, options, defaultValue, hint }: SelectFieldProps) {
  return (
    <Field.Root name={name} className={styles.field}>
      <Field.Label className={styles.label}>{label}</Field.Label>
      <Field.Control
        className={styles.control}
        defaultValue={defaultValue}
        render={
          <select>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        }
      />
      {hint && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      <Field.Error className={styles.error} />
    </Field.Root>
  )
}
