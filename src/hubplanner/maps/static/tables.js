/* Tables as the payload has them: columns of equal length, and records by key. */

/**
 * The rows of a table that comes as columns.
 * @template {Record<keyof Columns, readonly unknown[]>} Columns
 * @param {Columns} columns
 */
export function rowsOf(columns) {
  const names = keysOf(columns), count = columns[names[0]].length;
  return Array.from({ length: count }, (_, k) =>
    /** @type {{ [Name in keyof Columns]: Columns[Name][number] }} */ (Object.fromEntries(names.map((name) => [name, columns[name][k]]))));
}

/**
 * What a record itself holds under a key; `in` and `[]` would find what every object has besides (constructor).
 * @template Value
 * @param {Readonly<Record<string, Value>>} record
 * @param {string} key
 */
export const entryOf = (record, key) => (Object.hasOwn(record, key) ? record[key] : undefined);

/**
 * @template {object} Record
 * @param {Record} record
 */
export const keysOf = (record) => /** @type {(keyof Record & string)[]} */ (Object.keys(record));
