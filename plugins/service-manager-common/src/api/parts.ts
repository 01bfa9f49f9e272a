import { z } from 'zod/v3';

/** Of every route about one service. */
export const entityParams = z
  .object({
    namespace: z.string().min(1).max(63).describe('Namespace of the entity'),
    kind: z.string().min(1).max(63).describe('Kind of the entity'),
    name: z.string().min(1).max(63).describe('Name of the entity'),
  })
  .strict();

/** No query, no body. */
export const none = z.object({}).strict();
