import { z } from 'zod'

/**
 * An object that one part of the platform sends to another. Upgrades roll, so its writer may be of a later
 * release than its reader: fields that the reader does not know pass through unchanged. Types list the
 * others.
 */
export function openObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape) as unknown as z.ZodObject<Shape>
}
