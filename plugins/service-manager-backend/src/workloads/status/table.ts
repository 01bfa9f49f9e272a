/**
 * The row of a table for a word of the cluster. Only its own: the cluster may
 * say `constructor`.
 */
export function rowOf<T>(
  table: Record<string, T>,
  word: string | undefined,
): T | undefined {
  return word !== undefined && Object.hasOwn(table, word)
    ? table[word]
    : undefined;
}
