import { z } from 'zod'

/**
 * An object between two parts of the platform. Upgrades roll, so its writer may be of a later release than
 * its reader: fields that the reader does not know pass through it as they came. Types name the others.
 */
export function openObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape) as unknown as z.ZodObject<Shape>
}
