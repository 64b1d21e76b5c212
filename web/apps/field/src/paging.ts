/** A list is fetched page by page, as far as it is wished for. */

interface Page<R> { rows: readonly R[], after: string | null }

/** Rows in one page; the server gives no more at once. */
const MOST = 200

/** The first `most` rows, and whether there are more of them. */
export async function upTo<R>(most: number, page: (limit: number, after: string | null) => Promise<Page<R>>): Promise<{ rows: R[], more: boolean }> {
  const rows: R[] = []
  let after: string | null = null
  do {
    const found: Page<R> = await page(Math.min(MOST, most - rows.length), after)
    rows.push(...found.rows)
    after = found.after
  } while (after !== null && rows.length < most)
  return { rows, more: after !== null }
}
